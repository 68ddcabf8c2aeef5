/** RudderStack's own client, which compresses its requests, against the HTTP API on the deployed bundles under faults. */
import Analytics from '@rudderstack/rudder-sdk-node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listStoredIds, readProfile } from './observe.ts';
import { openSession, type Session } from './session.ts';

const people = 10;
const calls = 200;

let session: Session;
let writeKey: string;

beforeAll(async () => {
  session = await openSession();
  await session.publish(`
kind: trait
id: orders
status: live
function: count
event: Order Completed
`);
  const created = await session.ask<{ readonly key: string }>(
    ...['write-keys', 'create', 'shop', '--kind', 'server'],
  );
  writeKey = created.key;
});
afterAll(() => session.close());

it('stores each of 200 compressed calls once', async () => {
  // Each time in two calls in a row, which the AWS client's own retry does not hide.
  for (let turn = 0; turn < 3; turn++) {
    const kind = (['throttle', 'failAfter', 'failBefore'] as const)[turn] ?? 'throttle';
    session.cloud.faults.add({
      ...{ operation: 'events:PutEvents', kind, function: 'ReceiveTouchpoints' },
      ...{ skip: 1 + turn * 4, count: 2 },
    });
  }
  const analytics = new Analytics(writeKey, {
    dataPlaneUrl: session.output('HttpApiUrl'),
    ...{ flushAt: 20, flushInterval: 50, logLevel: 'none' },
  });
  const sent: string[] = [];
  const delivered: Promise<unknown>[] = [];
  for (let index = 0; index < calls; index++) {
    const messageId = `call-${String(index).padStart(3, '0')}`;
    sent.push(messageId);
    const call = { userId: `user-${index % people}`, event: 'Order Completed', messageId };
    delivered.push(
      new Promise((resolve, reject) => {
        analytics.track(call, (error?: unknown) => (error ? reject(error) : resolve(undefined)));
      }),
    );
  }
  await Promise.all([analytics.flush(), ...delivered]);
  expect(session.cloud.faults.list().map(({ fired }) => fired)).toEqual([2, 2, 2]);
  session.cloud.faults.clear();
  expect(await session.settle()).toEqual({});

  expect(await listStoredIds(session)).toEqual(sent);
  for (let index = 0; index < people; index++) {
    const { computed } = await readProfile(session, `userId:user-${index}`);
    expect(computed['orders']).toMatchObject({ count: calls / people });
  }
});
