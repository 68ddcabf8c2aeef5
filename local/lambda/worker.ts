/** Runs inside a function's thread: imports the bundle once, then runs one invocation at a time. */

import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { InvokeOrder, WorkerAnswer, WorkerStart } from './protocol.ts';
import { installTransport } from './transport.ts';

type Handler = (event: unknown, context: unknown) => unknown;

const { entry, exportName, endpoint, port: transportPort } = workerData as WorkerStart;
installTransport(endpoint, transportPort);
const port = parentPort;
if (port === null) throw new Error('worker.ts runs in a worker thread only');

const answer = (message: WorkerAnswer): void => port.postMessage(message);

process.on('unhandledRejection', (reason) => {
  answer({ kind: 'crashed', ...describeError(reason, 'Runtime.UnhandledPromiseRejection') });
  process.exit(1);
});

const started = performance.now();
try {
  const bundle = (await import(pathToFileURL(entry).href)) as Record<string, unknown>;
  const inner = bundle['default'] as Record<string, unknown> | undefined;
  const handler = bundle[exportName] ?? inner?.[exportName];
  if (typeof handler !== 'function') throw new TypeError(`${exportName} is undefined or not exported`);
  port.on('message', (order: InvokeOrder) => void invoke(handler as Handler, order));
  answer({ kind: 'ready', initMs: performance.now() - started });
} catch (error) {
  answer({ kind: 'crashed', ...describeError(error, 'Runtime.ImportModuleError') });
}

async function invoke(handler: Handler, order: InvokeOrder): Promise<void> {
  const begun = performance.now();
  const { functionName, functionArn, memoryMb, timeoutMs, requestId } = order;
  const context = {
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    memoryLimitInMB: String(memoryMb),
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(timeoutMs - (performance.now() - begun))),
  };
  process.env['_X_AMZN_TRACE_ID'] = order.traceId;
  try {
    const result = await handler(JSON.parse(order.payload), context);
    answer({
      kind: 'done',
      payload: JSON.stringify(result) ?? 'null',
      durationMs: performance.now() - begun,
    });
  } catch (error) {
    answer({ kind: 'failed', durationMs: performance.now() - begun, ...describeError(error, 'Error') });
  }
}

function describeError(
  error: unknown,
  fallback: string,
): { errorType: string; errorMessage: string; trace: string } {
  if (error instanceof Error) {
    return { errorType: error.name || fallback, errorMessage: error.message, trace: error.stack ?? '' };
  }
  return { errorType: fallback, errorMessage: String(error), trace: '' };
}
