/** One host is down for hours: its calls wait, those to another host do not, and all arrive when it is up again. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSession, type Session } from './session.ts';

let session: Session;
beforeAll(async () => {
  session = await openSession();
});
afterAll(() => session.close());

const minute = 60_000;
const hour = 60 * minute;
const hostA = 'a.example.com';
const hostB = 'b.example.com';
const people = ['ann', 'ben', 'cleo', 'dora', 'eve', 'finn'];

const config = `
kind: rule
id: orders
status: live
trigger: { event: Order Completed }
actions:
  - webhook: https://${hostA}/orders
    body: { customer: { from: profile.userId } }
  - webhook: https://${hostB}/orders
    body: { customer: { from: profile.userId } }
`;

const listCalls = (host: string, outcome: string) =>
  session.cloud
    .messages()
    .filter((call) => call.to === `https://${host}/orders` && call.outcome === outcome)
    .map(({ headers, text }) => ({ key: headers?.['idempotency-key'], body: JSON.parse(text ?? '') }));

const order = (userId: string) => ({ name: 'Order Completed', detail: { userId } });
const customers = people.map((customer) => ({ customer }));

it('repeats a call whose response was lost under its key, and counts it once', async () => {
  const { text, exitCode } = await session.publish(`
kind: rule
id: payments
status: live
trigger: { event: Invoice Paid }
actions:
  - webhook: https://c.example.com/orders
    body: { customer: { from: profile.userId } }
`);
  expect(exitCode, text).toBe(0);
  session.cloud.catcher.plan({ host: 'c.example.com', status: 200, count: 2, isLost: true });
  await session.put({ name: 'Invoice Paid', detail: { userId: 'hal' } });
  expect(await session.settle()).toEqual({});
  const calls = listCalls('c.example.com', 'delivered');
  expect(calls.map(({ body }) => body)).toEqual(Array.from({ length: 3 }, () => ({ customer: 'hal' })));
  expect(new Set(calls.map(({ key }) => key)).size).toBe(1);
  const statistics = await session.percorso('statistics');
  expect(statistics.text).toMatch(/rule:payments .*webhook.*\b1\b/);
});

it('loses no call, slows no other host, and calls again within a quarter of an hour', async () => {
  const { text, exitCode } = await session.publish(config);
  expect(exitCode, text).toBe(0);
  session.cloud.catcher.plan({ host: hostA, status: 503 });
  await session.put(...people.map(order));
  await session.advance(minute);
  expect(listCalls(hostB, 'delivered').map(({ body }) => body)).toEqual(expect.arrayContaining(customers));
  expect(listCalls(hostB, 'delivered')).toHaveLength(people.length);

  await session.advance(3 * hour);
  const { text: status } = await session.percorso('status');
  expect(status).toMatch(
    /Calls to a\.example\.com wait since .* UTC, because it fails \(http_503\)\. The next call is made at .* UTC\./,
  );
  await session.put(order('gus'));
  await session.advance(minute);
  expect(listCalls(hostB, 'delivered')).toHaveLength(people.length + 1);
  expect(listCalls(hostA, 'delivered')).toEqual([]);
  // Without a pause, each call would have been tried about ten times.
  expect(listCalls(hostA, 'failed').length).toBeLessThan(40);

  session.cloud.catcher.plan({ host: hostA, status: 200 });
  await session.advance(16 * minute);
  const arrived = listCalls(hostA, 'delivered');
  expect(arrived.map(({ body }) => body)).toEqual(
    expect.arrayContaining([...customers, { customer: 'gus' }]),
  );
  expect(new Set(arrived.map(({ key }) => key)).size).toBe(arrived.length);
  expect(arrived).toHaveLength(people.length + 1);
  expect((await session.percorso('status')).text).not.toContain('Calls to');
  expect(await session.settle()).toEqual({});
});
