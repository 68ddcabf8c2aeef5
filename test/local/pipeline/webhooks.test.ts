/** What a rule sends to another system is captured, and a refusal of that system is answered as it would be on AWS. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSession, type Session } from './session.ts';

let session: Session;
beforeAll(async () => {
  session = await openSession({ repeats: 0 });
});
afterAll(() => session.close());

const config = `
kind: rule
id: crm
status: live
trigger: { event: Order Completed }
actions:
  - webhook: https://crm.example.com/orders
    body: { customer: { from: profile.userId } }
`;

it('shows a webhook in the inbox, with its retries', async () => {
  const { text, exitCode } = await session.publish(config);
  expect(exitCode, text).toBe(0);
  session.cloud.catcher.plan({ host: 'crm.example.com', status: 503, count: 2 });
  await session.put({ name: 'Order Completed', detail: { userId: 'ida' } });
  expect(await session.settle()).toEqual({});
  const calls = session.cloud.messages();
  expect(calls.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'delivered']);
  expect(calls[2]).toMatchObject({
    channel: 'webhook',
    to: 'https://crm.example.com/orders',
    headers: { 'content-type': 'application/json', 'idempotency-key': expect.any(String) },
  });
  expect(JSON.parse(calls[2]?.text ?? '')).toEqual({ customer: 'ida' });
});
