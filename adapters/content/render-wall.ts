/**
 * The hard wall around rendering: a worker thread with a heap cap and a time limit, since limits inside Liquid have
 * been bypassed before. A template that breaks it fails its own message and nothing else.
 */
import { Worker } from 'node:worker_threads';
import { awaitReply } from './await-reply.ts';
import type { LiquidLimits } from './liquid-engine.ts';
import type { RenderedFields, RenderRequest } from './render-content.ts';
import type { WorkerReply } from './render-worker.ts';

export interface RenderWall {
  /** Throws TemplateRenderError (the template's fault) or RendererUnavailableError (not its fault: try later). */
  render(request: RenderRequest): Promise<RenderedFields>;
  close(): Promise<void>;
}

export interface WallSettings {
  /** Milliseconds for one message, all fields. */
  readonly timeLimit?: number;
  /** MB of JavaScript heap for the worker. */
  readonly heapLimit?: number;
  readonly liquidLimits?: LiquidLimits;
  readonly worker?: URL;
}

/** The template's content could not be rendered, and will not be another time. */
export class TemplateRenderError extends Error {
  readonly code = 'render_failed';
  readonly template: string;
  readonly revision: string;
  constructor({ template }: RenderRequest, problem: string) {
    super(`Template ${template.id} (${template.revision}): ${problem}. Correct the template and publish it.`);
    this.name = 'TemplateRenderError';
    this.template = template.id;
    this.revision = template.revision;
  }
}

/** The worker does not start: says nothing about the template. */
export class RendererUnavailableError extends Error {
  readonly code = 'renderer_unavailable';
  constructor(problem: string) {
    super(
      `The render worker did not start: ${problem}. Its bundle render-worker.mjs belongs beside the function's.`,
    );
    this.name = 'RendererUnavailableError';
  }
}

const startLimit = 20_000;

/** One worker, started with the first message, kept while healthy, replaced after a breach. Messages take turns. */
export function createRenderWall(settings: WallSettings = {}): RenderWall {
  const { timeLimit = 2_000 } = settings;
  let worker: Promise<Worker> | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  async function renderNow(request: RenderRequest): Promise<RenderedFields> {
    worker ??= startWorker(settings);
    const current = await worker.catch((error: unknown) => {
      worker = undefined;
      throw error;
    });
    const outcome = await awaitReply<WorkerReply>(current, timeLimit, () => current.postMessage(request));
    if (outcome.kind === 'rendered') return outcome.fields;
    if (outcome.kind === 'failed') throw new TemplateRenderError(request, outcome.problem);
    worker = undefined;
    await current.terminate();
    throw new TemplateRenderError(
      request,
      outcome.kind === 'breached' ? outcome.problem : 'worker out of step',
    );
  }

  return {
    render(request) {
      const rendered = turn.then(() => renderNow(request));
      turn = rendered.catch(() => undefined);
      return rendered;
    },
    async close() {
      await turn;
      const current = await worker?.catch(() => undefined);
      worker = undefined;
      await current?.terminate();
    },
  };
}

async function startWorker({
  heapLimit = 64,
  liquidLimits,
  worker = defaultWorker,
}: WallSettings): Promise<Worker> {
  const started = new Worker(worker, {
    resourceLimits: { maxOldGenerationSizeMb: heapLimit, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
    // Liquid reaches no variables. Code that broke out of it could: the worker is the same process, whose memory, files
    // and network it shares. The wall bounds time and memory; what keeps code out is Liquid, which runs none.
    env: {},
    execArgv: [],
    ...(liquidLimits === undefined ? {} : { workerData: { limits: liquidLimits } }),
  });
  // Between messages too: an error that nobody listens for would end the process.
  started.on('error', () => undefined);
  const outcome = await awaitReply<WorkerReply>(started, startLimit, () => undefined);
  // Idle between messages: it must not keep the process alive.
  started.unref();
  if (outcome.kind === 'ready') return started;
  await started.terminate();
  throw new RendererUnavailableError('problem' in outcome ? outcome.problem : outcome.kind);
}

/** Bundled it lies beside the function's index.mjs; from source beside this file. */
const defaultWorker = new URL(
  import.meta.url.endsWith('.ts') ? './render-worker.ts' : './render-worker.mjs',
  import.meta.url,
);
