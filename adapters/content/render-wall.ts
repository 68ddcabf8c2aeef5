/**
 * The hard wall around rendering: a worker thread with a heap cap and a time limit, since limits inside Liquid have
 * been bypassed before. A template that breaks it fails its own message and nothing else.
 */
import type { LiquidLimits } from './liquid-engine.ts';
import type { RenderedFields, RenderRequest } from './render-content.ts';
import type { WorkerReply } from './render-worker.ts';
import { createWorkerSeat } from './worker-seat.ts';

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

/**
 * Messages take turns at one worker, which is replaced after a breach. Liquid reaches no variables. Code that broke out of
 * it could: the worker is the same process, whose memory, files and network it shares. The wall bounds time and memory;
 * what keeps code out is Liquid, which runs none.
 */
export function createRenderWall({
  timeLimit = 2_000,
  heapLimit = 64,
  liquidLimits,
  worker = defaultWorker,
}: WallSettings = {}): RenderWall {
  const seat = createWorkerSeat<RenderRequest, WorkerReply>({
    worker,
    timeLimit,
    startLimit,
    resourceLimits: { maxOldGenerationSizeMb: heapLimit, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
    ...(liquidLimits === undefined ? {} : { workerData: { limits: liquidLimits } }),
    makeUnavailable: (problem) => new RendererUnavailableError(problem),
  });
  return {
    async render(request) {
      const outcome = await seat.ask(request);
      if (outcome.kind === 'rendered') return outcome.fields;
      throw new TemplateRenderError(request, outcome.problem);
    },
    close: seat.close,
  };
}

/** Bundled it lies beside the function's index.mjs; from source beside this file. */
const defaultWorker = new URL(
  import.meta.url.endsWith('.ts') ? './render-worker.ts' : './render-worker.mjs',
  import.meta.url,
);
