/** How the local cloud counts invocations in one chain of requests. */
import { describe, expect, it } from 'vitest';
import { countInvocations, readLineage, writeTraceHeader } from '../../../local/lambda/recursion.ts';

const looper = 'arn:aws:lambda:us-east-1:000000000000:function:looper';
const sender = 'arn:aws:lambda:us-east-1:000000000000:function:sender';

function follow(headers: readonly (string | undefined)[], arn: string): string {
  return writeTraceHeader('0b0e', readLineage(headers), arn);
}

describe('a chain of requests', () => {
  it('counts each function by itself, however the chain comes back to it', () => {
    let header: string | undefined;
    for (let round = 0; round < 3; round += 1) header = follow([follow([header], looper)], sender);
    const lineage = readLineage([header]);
    expect(countInvocations(lineage, looper)).toBe(3);
    expect(countInvocations(lineage, sender)).toBe(3);
  });

  it('is as long as the longest chain in a batch', () => {
    const long = follow([follow([undefined], looper)], looper);
    const lineage = readLineage([undefined, long, follow([undefined], looper), 'Root=1-a;Sampled=1']);
    expect(countInvocations(lineage, looper)).toBe(2);
    expect(countInvocations(lineage, sender)).toBe(0);
  });
});
