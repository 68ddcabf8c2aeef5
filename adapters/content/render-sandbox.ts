/**
 * The hard wall around rendering: a worker thread with a heap cap and a time limit, since limits inside Liquid have
 * been bypassed before. A template that breaks it fails its own message and nothing else.
 */

import {
  RendererUnavailableError,
  type RenderRequest,
  type RenderSandbox,
  TemplateRenderError,
} from '../../app/ports/rendering.ts';
import type { LiquidLimits } from './liquid-engine.ts';
import type { WorkerReply } from './render-worker.ts';
import { createWorkerSeat } from './worker-seat.ts';

export interface RenderSandboxSettings {
  /** Milliseconds for one message, all fields. */
  readonly timeLimit?: number;
  /** MB of JavaScript heap for the worker. */
  readonly heapLimit?: number;
  readonly liquidLimits?: LiquidLimits;
  readonly worker?: URL;
}

const startLimit = 20_000;

/**
 * Messages take turns at one worker, which is replaced after a breach. Liquid reaches no variables. Code that broke out of
 * it could: the worker is the same process, whose memory, files and network it shares. The wall bounds time and memory;
 * what keeps code out is Liquid, which runs none.
 */
export function createRenderSandbox({
  timeLimit = 2_000,
  heapLimit = 64,
  liquidLimits,
  worker = defaultWorker,
}: RenderSandboxSettings = {}): RenderSandbox {
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
