/** A Lambda function: reuses warm environments, limits concurrency, meters duration and memory. */

import type { CloudContext } from '../service.ts';
import { Environment, type EnvironmentSettings } from './environment.ts';
import type { InvokeResult } from './protocol.ts';
import {
  countInvocations,
  type Lineage,
  mostInvocationsInChain,
  readLineage,
  writeTraceHeader,
} from './recursion.ts';

export interface FunctionSettings extends EnvironmentSettings {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly timeoutMs: number;
  /** Attributes the cost of `run` to this function. */
  attributeTo<T>(run: () => T): T;
  /** Maximum environments at one time: the function's reserved concurrency, or the machine's share. */
  readonly concurrency: number;
  /** `RecursiveLoop: Allow`: the function may invoke itself without limit. */
  readonly allowsRecursion: boolean;
  /** Reports an invocation that recursive loop detection stopped. */
  onDropped(message: string): void;
}

export interface FunctionStatus {
  readonly logicalId: string;
  readonly name: string;
  readonly invocations: number;
  readonly errors: number;
  readonly running: number;
  readonly environments: number;
  /** Invocations that recursive loop detection stopped, counted as the metric of that name. */
  readonly recursiveInvocationsDropped: number;
}

export class LambdaFunction {
  readonly settings: FunctionSettings;
  readonly #context: CloudContext;
  readonly #idle: Environment[] = [];
  readonly #all = new Set<Environment>();
  #waiting: (() => void)[] = [];
  #running = 0;
  #invocations = 0;
  #errors = 0;
  #dropped = 0;

  constructor(settings: FunctionSettings, context: CloudContext) {
    this.settings = settings;
    this.#context = context;
  }

  status(): FunctionStatus {
    const { logicalId, name } = this.settings;
    return {
      logicalId,
      name,
      invocations: this.#invocations,
      errors: this.#errors,
      running: this.#running,
      environments: this.#all.size,
      recursiveInvocationsDropped: this.#dropped,
    };
  }

  /**
   * Invokes with an event as JSON text; waits for a free environment when all are busy. Never rejects. `traces` are the
   * trace headers of the requests that cause the invocation.
   */
  async invoke(payload: string, traces: readonly (string | undefined)[] = []): Promise<InvokeResult> {
    const lineage = readLineage(traces);
    const { arn, allowsRecursion } = this.settings;
    if (!allowsRecursion && countInvocations(lineage, arn) >= mostInvocationsInChain) return this.#drop();
    return this.settings.attributeTo(() => this.#invoke(payload, lineage));
  }

  /** Ends the warm environments and resets the counts. */
  async reset(): Promise<void> {
    await this.close();
    this.#invocations = 0;
    this.#errors = 0;
    this.#dropped = 0;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#all].map((environment) => environment.close()));
    this.#all.clear();
    this.#idle.length = 0;
  }

  /** The function does not run, so that its log does not mention it. */
  #drop(): InvokeResult {
    this.#dropped += 1;
    const errorMessage = `${this.settings.name} is in a recursive loop: one chain of requests has invoked it ${mostInvocationsInChain} times. If that is intended, set RecursiveLoop to Allow.`;
    this.settings.onDropped(errorMessage);
    return {
      kind: 'dropped',
      durationMs: 0,
      errorType: 'RecursiveInvocationException',
      errorMessage,
      trace: '',
    };
  }

  async #invoke(payload: string, lineage: Lineage): Promise<InvokeResult> {
    await this.#enter();
    try {
      const result = await this.#runInEnvironment(payload, lineage);
      this.#account(result);
      return result;
    } finally {
      this.#leave();
    }
  }

  async #runInEnvironment(payload: string, lineage: Lineage): Promise<InvokeResult> {
    let environment = this.#idle.pop();
    while (environment !== undefined && !environment.isAlive) environment = this.#idle.pop();
    if (environment === undefined) {
      environment = new Environment(this.settings);
      this.#all.add(environment);
      const ready = await environment.whenReady();
      if (typeof ready !== 'number') {
        this.#all.delete(environment);
        return ready;
      }
      this.#context.meter.count(
        'lambda.init-gb-milliseconds',
        Math.ceil(ready) * (this.settings.memoryMb / 1024),
      );
    }
    const { name, arn, memoryMb, timeoutMs } = this.settings;
    const requestId = this.#context.newId();
    const result = await environment.invoke({
      requestId,
      payload,
      functionName: name,
      functionArn: arn,
      memoryMb,
      timeoutMs,
      traceId: writeTraceHeader(requestId, lineage, arn),
    });
    if (environment.isAlive) this.#idle.push(environment);
    else this.#all.delete(environment);
    return result;
  }

  #account(result: InvokeResult): void {
    this.#invocations += 1;
    this.#context.meter.count('lambda.requests', 1, this.settings.logicalId);
    const gigabytes = this.settings.memoryMb / 1024;
    this.#context.meter.count(
      'lambda.gb-milliseconds',
      Math.ceil(result.durationMs) * gigabytes,
      this.settings.logicalId,
    );
    if (result.kind === 'done') return;
    this.#errors += 1;
    this.settings.onLog(`ERROR ${result.errorType}: ${result.errorMessage}`);
    if (result.trace !== '') this.settings.onLog(result.trace);
  }

  async #enter(): Promise<void> {
    // A loop: another caller may have taken the free environment before this one continued.
    while (this.#running >= this.settings.concurrency) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#running += 1;
  }

  #leave(): void {
    this.#running -= 1;
    this.#waiting.shift()?.();
  }
}
