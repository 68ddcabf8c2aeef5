/**
 * `npm run replay:identity`: 100,000 events of 10,000 people on 15,000 devices, a tenth of them shared, in four orders.
 * Prints precision and recall of pairs of ids, and fails if an order gives other people than the reference.
 */
import { makeIdentityStream } from '../harness/identity-stream.ts';
import {
  describePartition,
  makeReference,
  measurePairs,
  runIdentityStream,
} from '../harness/run-identity-stream.ts';

const [seed = 1, size = 1] = process.argv.slice(2).map(Number);
const stream = makeIdentityStream(seed, {
  people: Math.ceil(10_000 * size),
  devices: Math.ceil(15_000 * size),
  events: Math.ceil(100_000 * size),
});
const reference = describePartition(makeReference(stream));
const shared = [...stream.users.values()].filter(({ size: users }) => users > 1).length;
console.log(
  `seed ${seed}: ${stream.events.length} events, ${stream.truth.size} devices, ${shared} with several users`,
);
for (const shuffling of [0, 1, 2, 3]) {
  const started = performance.now();
  const { people, profiles } = await runIdentityStream(stream, shuffling);
  const isSame = describePartition(people) === reference;
  const { precision, recall } = measurePairs(people, stream);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(
    `order ${shuffling}: ${profiles} profiles, ${isSame ? 'as the reference' : 'NOT as the reference'}, ` +
      `precision ${precision}, recall ${recall.toFixed(4)} (${seconds} s)`,
  );
  if (!isSame || precision !== 1) process.exitCode = 1;
}
