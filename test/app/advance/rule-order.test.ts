/** Without arbitration, rules of one event use the allowance of a cap in the order of their priority. */
import { expect, it } from 'vitest';
import { makeOrder, makeSignUp } from '../../harness/events.ts';
import { openLife } from '../../harness/one-life.ts';

const start = Date.parse('2026-06-01T12:00:00Z');

it('gives the last free place under a cap to the rule of highest priority, whatever its id', async () => {
  const makeRule = (id: string, priority: number) => `---
kind: rule
id: ${id}
status: live
priority: ${priority}
trigger: { event: Order Completed }
actions: [ { send: offer } ]
`;
  const life = await openLife(
    `
kind: policy
id: contact
status: live
consent: { email: opt-out }
caps: [ { limit: 1, within: P1D } ]
---
kind: template
id: offer
status: live
channel: email
class: promotional
content: { subject: Offer, html: "<p>Offer</p>" }
${makeRule('a-low', 10)}${makeRule('b-high', 900)}${makeRule('c-middle', 500)}`,
    start,
  );
  await life.deliver([makeSignUp('s', 'anna', start)]);
  await life.deliver([makeOrder('o', 'anna', start + 1, 10)]);
  expect(life.listMessages().map(({ origin }) => origin)).toEqual(['rule:b-high']);
});
