/** People on devices of their own and on shared ones: no two people become one, and the order of the events is nothing. */
import { expect, it } from 'vitest';
import { makeIdentityStream } from '../harness/identity-stream.ts';
import {
  describePartition,
  makeReference,
  measurePairs,
  runIdentityStream,
} from '../harness/run-identity-stream.ts';

it('gives the people that were planted, in every order', async () => {
  const stream = makeIdentityStream(1, { people: 80, devices: 120, events: 800 });
  const reference = describePartition(makeReference(stream));
  for (const shuffling of [0, 1, 2]) {
    const { people } = await runIdentityStream(stream, shuffling);
    expect(describePartition(people), `shuffling ${shuffling}`).toBe(reference);
    const { precision, recall } = measurePairs(people, stream);
    expect(precision).toBe(1);
    expect(recall).toBeGreaterThan(0.6);
  }
});
