/** One execution environment: a thread with the bundle loaded, used for one invocation at a time. */

import { MessageChannel, type MessagePort, setEnvironmentData, Worker } from 'node:worker_threads';
import type { WireOutcome, WireRequest } from '../gateway/wire.ts';
import type { Outside } from './outside.ts';
import type {
  InvokeOrder,
  InvokeResult,
  TransportAnswer,
  TransportRequest,
  WorkerAnswer,
} from './protocol.ts';
import { readThreadCode } from './thread-code.ts';

export interface EnvironmentSettings {
  readonly entry: string;
  readonly exportName: string;
  readonly memoryMb: number;
  readonly variables: Readonly<Record<string, string>>;
  /** `[offset]` of the virtual clock. */
  readonly clock: Float64Array;
  readonly endpoint: string;
  readonly outside: Outside;
  /** Handles the function's calls to the endpoint. */
  handle(request: WireRequest): Promise<WireOutcome>;
  onLog(line: string): void;
}

/** Lambda's time limit for loading the bundle. */
const initTimeoutMs = 10_000;

export class Environment {
  readonly #worker: Worker;
  readonly #ready: Promise<InvokeResult | number>;
  #answer: ((answer: WorkerAnswer) => void) | undefined;
  isAlive = true;

  constructor(settings: EnvironmentSettings) {
    // Environment data is copied when a thread starts, so that clouds in one process keep separate clocks.
    setEnvironmentData('local-cloud:clock', settings.clock.buffer);
    setEnvironmentData('local-cloud:outside', { ...settings.outside });
    const { port1, port2 } = new MessageChannel();
    serveTransport(port1, settings);
    const { worker, preloaded } = readThreadCode();
    this.#worker = new Worker(worker, {
      workerData: {
        entry: settings.entry,
        exportName: settings.exportName,
        endpoint: settings.endpoint,
        port: port2,
      },
      transferList: [port2],
      env: { ...settings.variables },
      execArgv: [
        ...preloaded.flatMap(({ href }) => ['--import', href]),
        '--disable-warning=ExperimentalWarning',
        '--enable-source-maps',
      ],
      argv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: settings.memoryMb },
    });
    collectLines(this.#worker.stdout, settings.onLog);
    collectLines(this.#worker.stderr, settings.onLog);
    this.#worker.on('message', (answer: WorkerAnswer) => this.#answer?.(answer));
    this.#worker.on('error', (error) => this.#crash(error.name, error.message, error.stack ?? ''));
    this.#worker.on('exit', (code) => this.#crash('Runtime.ExitError', `the thread exited with ${code}`, ''));
    this.#ready = this.#load();
  }

  /** Waits until the bundle is loaded; returns the init duration in ms, or the failure. */
  whenReady(): Promise<InvokeResult | number> {
    return this.#ready;
  }

  /** Runs one invocation; ends the thread if it exceeds the timeout (real time). */
  async invoke(order: InvokeOrder): Promise<InvokeResult> {
    const begun = performance.now();
    const answer = await this.#ask(order.timeoutMs, () => this.#worker.postMessage(order));
    if (answer === 'timeout') {
      await this.close();
      const seconds = (order.timeoutMs / 1000).toFixed(2);
      return {
        kind: 'timeout',
        durationMs: order.timeoutMs,
        errorType: 'Sandbox.Timedout',
        errorMessage: `RequestId: ${order.requestId} Error: Task timed out after ${seconds} seconds`,
        trace: '',
      };
    }
    if (answer.kind === 'crashed') {
      await this.close();
      return { ...answer, durationMs: performance.now() - begun };
    }
    if (answer.kind === 'ready') throw new TypeError('a thread announced itself twice');
    return answer;
  }

  async close(): Promise<void> {
    this.isAlive = false;
    await this.#worker.terminate();
  }

  async #load(): Promise<InvokeResult | number> {
    const begun = performance.now();
    const answer = await this.#ask(initTimeoutMs, () => {});
    if (answer !== 'timeout' && answer.kind === 'ready') return answer.initMs;
    await this.close();
    const durationMs = performance.now() - begun;
    if (answer !== 'timeout' && answer.kind === 'crashed') return { ...answer, durationMs };
    return {
      kind: 'timeout',
      durationMs,
      errorType: 'Sandbox.Timedout',
      errorMessage: `the bundle did not load within ${initTimeoutMs} ms`,
      trace: '',
    };
  }

  #ask(timeoutMs: number, start: () => void): Promise<WorkerAnswer | 'timeout'> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => finish('timeout'), timeoutMs);
      const finish = (answer: WorkerAnswer | 'timeout'): void => {
        clearTimeout(timer);
        this.#answer = undefined;
        resolve(answer);
      };
      this.#answer = finish;
      start();
    });
  }

  #crash(errorType: string, errorMessage: string, trace: string): void {
    this.isAlive = false;
    this.#answer?.({ kind: 'crashed', errorType, errorMessage, trace });
  }
}

function serveTransport(port: MessagePort, settings: EnvironmentSettings): void {
  port.on('message', async ({ id, ...request }: TransportRequest) => {
    const outcome = await settings.handle(request);
    if (outcome === 'hang') return;
    const answer: TransportAnswer =
      outcome === 'disconnect' ? { id, kind: 'disconnect' } : { id, kind: 'response', ...outcome };
    port.postMessage(answer);
  });
  // The thread keeps the process alive, not its port.
  port.unref();
}

function collectLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') onLine(line);
  });
}
