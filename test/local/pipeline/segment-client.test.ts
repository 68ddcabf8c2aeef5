/**
 * Segment's own client against the HTTP API on the deployed bundles, while the network and the bus fail by a schedule: `npm run
 * replay:http` in small.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { busFaults, sendCalls } from '../../bench/replay-http.ts';
import { createFailingNetwork, networkOutcomes } from '../../harness/failing-network.ts';
import { listStoredIds, readProfile } from './observe.ts';
import { openSession, type Session } from './session.ts';

const people = 50;
const callsPerPerson = 20;
const startAt = '2026-11-22T10:00:00Z';

let session: Session;
let writeKey: string;

beforeAll(async () => {
  session = await openSession({ startAt });
  await session.publish(`
kind: trait
id: orders
status: live
function: count
event: Order Completed
`);
  const created = await session.ask<{ readonly key: string }>(
    'write-keys',
    'create',
    'shop',
    '--kind',
    'server',
  );
  writeKey = created.key;
});
afterAll(() => session.close());

it('stores each of 1,000 calls once, at the time that the server corrects', async () => {
  for (const fault of busFaults) session.cloud.faults.add(fault);
  const network = createFailingNetwork(7, 0.3);
  const stage = { writeKey, host: session.output('HttpApiUrl') };
  const { sent, failures } = await sendCalls({ calls: people * callsPerPerson, people }, stage, network);
  session.cloud.faults.clear();
  expect(failures).toEqual([]);
  expect(await session.settle()).toEqual({});

  expect([...network.counts.keys()]).toEqual(
    expect.arrayContaining(['API 200', 'API 429', 'API 503', ...networkOutcomes.slice(1)]),
  );
  expect(await listStoredIds(session)).toEqual(sent);
  for (let index = 0; index < people; index++) {
    const { computed } = await readProfile(session, `userId:user-${index}`);
    expect(computed['orders']).toMatchObject({ count: callsPerPerson });
  }
  const [first] = (
    await session.ask<{ items: { entry: { occurredAt: number } }[] }>('timeline', 'userId:user-0')
  ).items;
  // The client's clock is days away from that of the stage.
  expect(Math.abs((first?.entry.occurredAt ?? 0) - Date.parse(startAt))).toBeLessThan(3_600_000);
});
