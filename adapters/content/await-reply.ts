/** Waits for one reply of a worker thread, or for its failure. */
import type { Worker } from 'node:worker_threads';

/** The worker did not reply: it exceeded its time or memory, failed, or ended. */
export interface SandboxBreach {
  readonly kind: 'breached';
  readonly problem: string;
}

/** `limit` in milliseconds. `begin` sends the request after the listeners are attached. Never rejects. */
export function awaitReply<Reply>(
  worker: Worker,
  limit: number,
  begin: () => void,
): Promise<Reply | SandboxBreach> {
  const { promise, resolve } = Promise.withResolvers<Reply | SandboxBreach>();
  const breach = (problem: string) => resolve({ kind: 'breached', problem });
  const onMessage = (reply: Reply) => resolve(reply);
  const onError = (error: Error & { code?: string }) =>
    breach(
      error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'used too much memory' : `worker failed (${error.name})`,
    );
  const onExit = (code: number) => breach(`worker ended (${code})`);
  const timer = setTimeout(() => breach(`took longer than ${limit} ms`), limit);
  worker.on('message', onMessage).on('error', onError).on('exit', onExit);
  begin();
  return promise.finally(() => {
    clearTimeout(timer);
    worker.off('message', onMessage).off('error', onError).off('exit', onExit);
  });
}
