/** Asynchronous invocation: retried after one and two minutes of virtual time, then sent to its failure destination. */

import type { Activity } from '../activity.ts';
import type { Deadline } from '../clock/deadline-heap.ts';
import { MINUTE } from '../clock/time-units.ts';
import type { VirtualClock } from '../clock/virtual-clock.ts';
import type { CloudContext } from '../service.ts';
import type { SqsService } from '../services/sqs/sqs.ts';
import type { LambdaFunction } from './function.ts';

export interface AsyncSettings {
  readonly maximumRetries: number;
  readonly onFailureArn: string | undefined;
  /** The function's own dead-letter queue: receives the bare event. */
  readonly deadLetterArn: string | undefined;
}

const retryDelaysMs = [MINUTE, 2 * MINUTE];

export class AsyncInvoker {
  readonly #context: CloudContext;
  readonly #around: { clock: VirtualClock; sqs: SqsService; activity: Activity };
  readonly #settingsOf: (arn: string) => AsyncSettings | undefined;
  readonly #retries = new Set<Deadline>();

  constructor(
    context: CloudContext,
    around: { clock: VirtualClock; sqs: SqsService; activity: Activity },
    settingsOf: (arn: string) => AsyncSettings | undefined,
  ) {
    this.#context = context;
    this.#around = around;
    this.#settingsOf = settingsOf;
  }

  get pending(): number {
    return this.#retries.size;
  }

  /** Resolves when this attempt is finished; the clock starts later attempts. */
  async invoke(target: LambdaFunction, payload: string, trace?: string, attempt = 0): Promise<void> {
    const result = await target.invoke(payload, [trace]);
    if (result.kind === 'done') return;
    const settings = this.#settingsOf(target.settings.arn);
    // A dropped event goes to its failure destination at once.
    if (result.kind !== 'dropped' && attempt < (settings?.maximumRetries ?? 2)) {
      this.#retryLater(target, payload, trace, attempt);
      return;
    }
    const { errorType, errorMessage } = result;
    const onFailure = this.#around.sqs.findQueue(settings?.onFailureArn ?? '');
    const deadLetters = this.#around.sqs.findQueue(settings?.deadLetterArn ?? '');
    if (onFailure !== undefined) {
      const record = {
        version: '1.0',
        timestamp: new Date(this.#context.now()).toISOString(),
        requestContext: {
          functionArn: target.settings.arn,
          condition: 'RetriesExhausted',
          approximateInvokeCount: attempt + 1,
        },
        requestPayload: JSON.parse(payload),
        responseContext: { statusCode: 200, functionError: 'Unhandled' },
        responsePayload: { errorType, errorMessage },
      };
      this.#around.sqs.deliver(onFailure, { MessageBody: JSON.stringify(record) });
    }
    if (deadLetters !== undefined) {
      const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });
      this.#around.sqs.deliver(deadLetters, {
        MessageBody: payload,
        MessageAttributes: {
          ErrorCode: attribute('200'),
          ErrorMessage: attribute(errorMessage.slice(0, 1024)),
        },
      });
    }
  }

  reset(): void {
    for (const deadline of this.#retries) this.#around.clock.clearDeadline(deadline);
    this.#retries.clear();
  }

  #retryLater(target: LambdaFunction, payload: string, trace: string | undefined, attempt: number): void {
    const at = this.#context.now() + (retryDelaysMs[attempt] ?? 120_000);
    const deadline = this.#around.clock.setDeadline(at, () => {
      this.#retries.delete(deadline);
      const label = target.settings.logicalId;
      void this.#around.activity.track(this.invoke(target, payload, trace, attempt + 1), label);
    });
    this.#retries.add(deadline);
  }
}
