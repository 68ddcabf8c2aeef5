/** Faults that a replay goes on under: throttles and failures that change nothing in the end. */
import type { CloudSession } from './cloud-session.ts';

export interface InjectedFault {
  readonly operation: string;
  readonly kind: 'throttle' | 'failBefore' | 'failAfter';
  readonly probability: number;
}

/** On every service the shells call; sends themselves stay certain. */
export const quietFaults: readonly InjectedFault[] = [
  { operation: 'dynamodb:PutItem', kind: 'throttle', probability: 0.01 },
  { operation: 'dynamodb:PutItem', kind: 'failAfter', probability: 0.005 },
  { operation: 'dynamodb:UpdateItem', kind: 'failAfter', probability: 0.005 },
  { operation: 'dynamodb:BatchWriteItem', kind: 'failBefore', probability: 0.005 },
  { operation: 'sqs:SendMessageBatch', kind: 'failAfter', probability: 0.01 },
  { operation: 'ses:SendEmail', kind: 'throttle', probability: 0.05 },
];

export async function injectFaults(session: CloudSession, faults: readonly InjectedFault[]): Promise<void> {
  for (const fault of faults) {
    const response = await fetch(`${session.cloud.endpoint}/_local/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...fault, count: 1_000_000 }),
    });
    if (!response.ok) throw new Error(await response.text());
  }
}
