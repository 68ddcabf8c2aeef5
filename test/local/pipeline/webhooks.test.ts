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

const secondsBetweenCalls = (url: string) => {
  const [first = 0, second = 0, ...more] = session.cloud
    .messages()
    .filter(({ to }) => to.startsWith(url))
    .map(({ time }) => Date.parse(time));
  expect(more).toEqual([]);
  return (second - first) / 1000;
};

it.each([
  ['seconds', 'slow.example.com', 'Order Sent', () => 600],
  ['a date', 'late.example.com', 'Order Returned', (now: number) => new Date(now + 600_000).toUTCString()],
])('calls a receiver again not before the %s of its Retry-After', async (_, host, name, retryAfter) => {
  const { text, exitCode } = await session.publish(`
kind: rule
id: limited
status: live
trigger: { event: ${name} }
actions: [{ webhook: https://${host}/hook, body: { customer: { from: profile.userId } } }]
`);
  expect(exitCode, text).toBe(0);
  // advance-profile uses a program for up to a minute.
  await session.advance(60_000);
  session.cloud.catcher.plan({
    host,
    status: 429,
    count: 1,
    retryAfter: retryAfter(session.cloud.clock.now()),
  });
  await session.put({ name, detail: { userId: 'lia' } });
  expect(await session.settle()).toEqual({});
  // The function may have made its call seconds after the date was planned; then it waits a tenth longer at most.
  const waited = secondsBetweenCalls(`https://${host}/hook`);
  expect(waited).toBeGreaterThanOrEqual(590);
  expect(waited).toBeLessThan(700);
});

it('reads the content of a message again not before the Retry-After of its host', async () => {
  const { text, exitCode } = await session.publish(`
kind: policy
id: contact
status: live
allowedHosts: [stock.example.com]
---
kind: template
id: stock
status: live
channel: email
class: transactional
fetch: [{ name: stock, url: 'https://stock.example.com/left', cache: 0 }]
content: { subject: "{{ content.stock.left | default: 'Some' }} left", html: '<p>Hurry</p>' }
---
kind: rule
id: stock
status: live
trigger: { event: Product Watched }
actions: [{ send: stock }]
`);
  expect(exitCode, text).toBe(0);
  const host = 'stock.example.com';
  session.cloud.catcher.plan({ host, status: 429, count: 1, retryAfter: 600 });
  await session.put({
    name: 'Product Watched',
    detail: { userId: 'mia', traits: { email: 'mia@example.com' } },
  });
  expect(await session.settle()).toEqual({});
  expect(secondsBetweenCalls(`https://${host}/left`)).toBeGreaterThanOrEqual(600);
  expect(session.emailsTo('mia@example.com').map(({ subject }) => subject)).toEqual(['Some left']);
});
