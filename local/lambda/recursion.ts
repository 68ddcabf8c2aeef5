/**
 * Lambda's recursive loop detection: the trace header of a request contains how often its chain of requests has invoked
 * each function, the SDK passes the header on, and Lambda stops a function that its own chain invokes again and again.
 * According to AWS, it follows SQS, SNS, S3 and Lambda's own API; EventBridge is not followed, so a chain ends there.
 */

import { createHash } from 'node:crypto';

/** AWS documents "approximately 16 times": the next invocation of the chain is dropped. */
export const mostInvocationsInChain = 16;

/** Invocations so far in one chain of requests, by function (a short hash of its ARN). */
export type Lineage = ReadonlyMap<string, number>;

/** Reads the `Lineage` field of trace headers; of several (a batch has one per message) the longest chain counts. */
export function readLineage(headers: Iterable<string | undefined>): Lineage {
  const counts = new Map<string, number>();
  for (const header of headers) {
    const field = /(?:^|;)Lineage=([^;]*)/.exec(header ?? '')?.[1] ?? '';
    for (const [, id = '', count = ''] of field.matchAll(/([0-9a-f]{8}):(\d+)/g)) {
      counts.set(id, Math.max(counts.get(id) ?? 0, Number(count)));
    }
  }
  return counts;
}

/** How often the chain has invoked this function. */
export function countInvocations(lineage: Lineage, functionArn: string): number {
  return lineage.get(hashArn(functionArn)) ?? 0;
}

/** The trace header of an invocation: the chain with one more invocation of this function. */
export function writeTraceHeader(requestId: string, lineage: Lineage, functionArn: string): string {
  const own = hashArn(functionArn);
  const counts = new Map(lineage).set(own, countInvocations(lineage, functionArn) + 1);
  const field = [...counts].map(([id, count]) => `${id}:${count}`).join('|');
  return `Root=1-00000000-${requestId.replaceAll('-', '').slice(0, 24)};Sampled=0;Lineage=1:${field}`;
}

function hashArn(functionArn: string): string {
  return createHash('sha256').update(functionArn).digest('hex').slice(0, 8);
}
