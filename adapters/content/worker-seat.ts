/**
 * Runs one worker thread with a heap limit and a time limit: starts it with the first request, keeps it while it
 * responds, and replaces it when it does not. Requests run one after another.
 */
import { type ResourceLimits, Worker } from 'node:worker_threads';
import { awaitReply, type SandboxBreach } from './await-reply.ts';

export interface SeatSettings {
  readonly worker: URL;
  /** Milliseconds for one request. */
  readonly timeLimit: number;
  /** Milliseconds in which the worker must become ready. */
  readonly startLimit: number;
  readonly resourceLimits: ResourceLimits;
  readonly workerData?: unknown;
  /** Creates the error for a worker that does not start: no error of the request. */
  makeUnavailable(problem: string): Error;
}

export interface WorkerSeat<Request, Answer> {
  /** Throws the error of `makeUnavailable`. */
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

/** It exceeded a limit, or reported that it is ready in response to a request. */
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
  // The function's environment variables are not passed.
  const started = new Worker(worker, { resourceLimits, workerData, env: {}, execArgv: [] });
  // Also between requests: an error without a listener would end the process.
  started.on('error', () => undefined);
  const outcome = await awaitReply<Ready>(started, startLimit, () => undefined);
  // Idle between requests: it must not keep the process alive.
  started.unref();
  if (outcome.kind === 'ready') return started;
  await started.terminate();
  throw makeUnavailable(outcome.problem);
}
