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

it('fills in a secret that the document names, waits while there is none, and shows its value nowhere', async () => {
  const { text, exitCode } = await session.publish(`
kind: rule
id: billing
status: live
trigger: { event: Invoice Paid }
actions:
  - webhook: https://billing.example.com/paid
    headers: { authorization: { secret: billing-token, prefix: "Bearer " } }
    sign: { secret: billing-key }
    body: { customer: { from: profile.userId } }
`);
  expect(exitCode, text).toBe(0);
  expect(text).not.toContain('in clear');
  await session.put({ name: 'Invoice Paid', detail: { userId: 'bea' } });
  await session.advance(60_000);
  const calls = () => session.cloud.messages().filter(({ to }) => to === 'https://billing.example.com/paid');
  expect(calls()).toEqual([]);
  const { text: waiting } = await session.percorso('why', 'userId:bea', 'rule:billing');
  expect(waiting).toMatch(
    /waiting for a retry after \d+ attempts: a secret that the call needs has no value \(secret_missing\)/,
  );

  const value = 'tok-5f2e9c';
  expect(await session.percorsoWith(`${value}\n`, 'secret', 'set', 'billing-token')).toMatchObject({
    exitCode: 0,
  });
  expect((await session.percorsoWith('whsec_a2V5', 'secret', 'set', 'billing-key')).exitCode).toBe(0);
  expect(await session.settle()).toEqual({});
  expect(calls()).toHaveLength(1);
  expect(calls()[0]?.headers).toMatchObject({
    authorization: 'Bearer {{secret:/percorso/local/secrets/billing-token}}',
    'webhook-signature': expect.stringMatching(/^v1,/),
  });

  // The function uses the value that it read for some minutes more, and the inbox shows neither.
  const next = 'tok-71d0aa';
  await session.percorsoWith(next, 'secret', 'set', 'billing-token');
  await session.put({ name: 'Invoice Paid', detail: { userId: 'ben' } });
  expect(await session.settle()).toEqual({});
  expect(calls()[1]?.headers).toMatchObject({
    authorization: 'Bearer {{secret:/percorso/local/secrets/billing-token}}',
  });
  expect(JSON.stringify(session.cloud.messages())).not.toContain(next);

  const { text: listed } = await session.percorso('secret', 'list');
  expect(listed).toMatch(/billing-key {2}set .*\nbilling-token {2}set /);
  const { text: timeline } = await session.percorso('--json', 'timeline', 'userId:bea');
  const logs = JSON.stringify(session.cloud.logs.read());
  const everywhere = [listed, timeline, logs, JSON.stringify(session.cloud.messages())].join();
  expect(everywhere).not.toContain(value);
  expect(logs).toContain('secret_missing');

  expect((await session.percorso('secret', 'remove', 'billing-token')).exitCode).toBe(0);
  expect((await session.percorso('secret', 'list')).text).not.toContain('billing-token');
});
