/**
 * The sandbox of rendering: a worker thread with a heap limit and a time limit, since limits inside Liquid have been
 * bypassed before. A template that exceeds them fails only its own message.
 */

import {
  RendererUnavailableError,
  type RenderRequest,
  type RenderSandbox,
  TemplateRenderError,
} from '../../app/ports/rendering.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { LiquidLimits } from './liquid-engine.ts';
import type { WorkerReply } from './render-worker.ts';
import { createWorkerSeat } from './worker-seat.ts';

export interface RenderSandboxSettings {
  /** Milliseconds per message, for all fields. */
  readonly timeLimit?: number;
  /** MB of JavaScript heap for the worker. */
  readonly heapLimit?: number;
  readonly liquidLimits?: LiquidLimits;
  readonly worker?: URL;
}

const startLimit = 20_000;

/**
 * Messages are rendered one after another by one worker, which is replaced when it exceeds a limit. Liquid cannot access
 * variables. Code that escaped Liquid could: the worker shares the process's memory, files and network. The sandbox limits
 * time and memory; Liquid is what prevents code, because it runs none.
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
    ...omitAbsent({ workerData: liquidLimits === undefined ? undefined : { limits: liquidLimits } }),
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

/** In a bundle it is beside the function's index.mjs; from source, beside this file. */
const defaultWorker = new URL(
  import.meta.url.endsWith('.ts') ? './render-worker.ts' : './render-worker.mjs',
  import.meta.url,
);
