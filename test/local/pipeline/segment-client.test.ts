/** Segment's own client against the HTTP API on the deployed bundles, while the network and the bus fail by a schedule. */
import { Analytics } from '@segment/analytics-node';
import { afterAll, beforeAll, expect, it } from 'vitest';
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

const statuses: (number | 'lost request' | 'lost response')[] = [];

/** Of nine requests, one never arrives, the response of one is lost, and one meets a server that is down. */
async function failBySchedule(url: string, init: RequestInit): Promise<Response> {
  const turn = statuses.length % 9;
  if (turn === 2) {
    statuses.push('lost request');
    throw new TypeError('fetch failed');
  }
  if (turn === 5) {
    statuses.push(503);
    return new Response('', { status: 503 });
  }
  const index = statuses.push(0) - 1;
  const response = await fetch(url, init);
  statuses[index] = turn === 8 ? 'lost response' : response.status;
  if (turn === 8) throw new TypeError('terminated');
  return response;
}

it('stores each of 1,000 calls once, at the time that the server corrects', async () => {
  // Two calls in a row fail, so that the SDK's own retry does not hide it: before EventBridge accepts, or after.
  for (let turn = 0; turn < 8; turn++) {
    const kind = (['throttle', 'failAfter'] as const)[turn % 2] ?? 'throttle';
    session.cloud.faults.add({
      ...{ operation: 'events:PutEvents', kind, function: 'ReceiveTouchpoints' },
      ...{ skip: 4 + turn * 6, count: 2 },
    });
  }
  const analytics = new Analytics({
    ...{ writeKey, host: session.output('HttpApiUrl'), maxEventsInBatch: 20 },
    httpClient: failBySchedule as typeof fetch,
  });
  const failures: unknown[] = [];
  analytics.on('error', (error) => failures.push(error));
  const sent: string[] = [];
  for (let index = 0; index < people * callsPerPerson; index++) {
    const messageId = `call-${String(index).padStart(4, '0')}`;
    sent.push(messageId);
    analytics.track({ userId: `user-${index % people}`, event: 'Order Completed', messageId });
  }
  await analytics.closeAndFlush({ timeout: 120_000 });
  session.cloud.faults.clear();
  expect(failures).toEqual([]);
  expect(await session.settle()).toEqual({});

  expect([...new Set(statuses)]).toEqual(
    expect.arrayContaining([200, 429, 503, 'lost request', 'lost response']),
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
