/**
 * A seat for one worker thread with a heap cap and a time limit: it is started with the first request, kept while it
 * answers, and replaced when it does not. Requests take turns.
 */
import { type ResourceLimits, Worker } from 'node:worker_threads';
import { awaitReply, type SandboxBreach } from './await-reply.ts';

export interface SeatSettings {
  readonly worker: URL;
  /** Milliseconds for one request. */
  readonly timeLimit: number;
  /** Milliseconds until the worker has to be ready. */
  readonly startLimit: number;
  readonly resourceLimits: ResourceLimits;
  readonly workerData?: unknown;
  /** Made when the worker does not start: this says nothing about the request. */
  makeUnavailable(problem: string): Error;
}

export interface WorkerSeat<Request, Answer> {
  /** Throws what `makeUnavailable` makes. */
  ask(request: Request): Promise<Answer | SandboxBreach>;
  close(): Promise<void>;
}

interface Ready {
  readonly kind: 'ready';
}

export function createWorkerSeat<Request, Answer extends { readonly kind: string }>(
  settings: SeatSettings,
): WorkerSeat<Request, Exclude<Answer, Ready>> {
  let worker: Promise<Worker> | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  async function askNow(request: Request): Promise<Exclude<Answer, Ready> | SandboxBreach> {
    worker ??= startWorker(settings);
    const current = await worker.catch((error: unknown) => {
      worker = undefined;
      throw error;
    });
    const reply = await awaitReply<Answer>(current, settings.timeLimit, () => current.postMessage(request));
    if (!isUnusable(reply)) return reply as Exclude<Answer, Ready>;
    worker = undefined;
    await current.terminate();
    return 'problem' in reply
      ? (reply as SandboxBreach)
      : { kind: 'breached', problem: 'worker out of step' };
  }

  return {
    ask(request) {
      const answer = turn.then(() => askNow(request));
      turn = answer.catch(() => undefined);
      return answer;
    },
    async close() {
      await turn;
      const current = await worker?.catch(() => undefined);
      worker = undefined;
      await current?.terminate();
    },
  };
}

/** It broke a limit, or said that it is ready when it was asked for something. */
function isUnusable({ kind }: { readonly kind: string }): boolean {
  return kind === 'breached' || kind === 'ready';
}

async function startWorker({
  worker,
  startLimit,
  resourceLimits,
  workerData,
  makeUnavailable,
}: SeatSettings): Promise<Worker> {
  // The function's own variables stay out.
  const started = new Worker(worker, { resourceLimits, workerData, env: {}, execArgv: [] });
  // Between requests too: an error that nothing listens for would end the process.
  started.on('error', () => undefined);
  const outcome = await awaitReply<Ready>(started, startLimit, () => undefined);
  // Idle between requests: it must not keep the process alive.
  started.unref();
  if (outcome.kind === 'ready') return started;
  await started.terminate();
  throw makeUnavailable(outcome.problem);
}
