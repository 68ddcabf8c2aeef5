/** Advances the clock from one due moment to the next: quick, and nothing late, unlike a step of a day. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LocalProcess } from '../../../cli/demo/local-process.ts';
import { stepThroughTime } from '../../../cli/demo/step-through-time.ts';
import { openSession, type Session } from './session.ts';

let session: Session;
beforeAll(async () => {
  session = await openSession({ startAt: '2026-11-23T14:20:00Z' });
});
afterAll(() => session.close());

const day = 86_400_000;

const config = `
kind: policy
id: contact
status: live
consent: { email: opt-out }
---
kind: template
id: guide
status: live
channel: email
class: promotional
content: { subject: "How to brew", html: "<p>Slowly.</p>" }
---
kind: journey
id: first-cup
status: live
trigger: { event: Signed Up }
start: two-days
steps:
  two-days: { type: wait, for: P2D, next: morning }
  morning: { type: wait, untilTime: "09:00", next: guide }
  guide: { type: send, template: guide, next: done }
  done: { type: end }
`;

it('sends a message for nine in the morning at nine, and says when a version was published by that clock', async () => {
  const { text, exitCode } = await session.publish(config);
  expect(exitCode, text).toBe(0);
  expect((await session.percorso('status')).text).toContain('published 2026-11-23 14:2');
  await session.put({ name: 'Signed Up', detail: { userId: 'ida', traits: { email: 'ida@example.com' } } });
  await session.settle();
  const control: LocalProcess['control'] = async (method, route, input) => {
    const headers = { 'content-type': 'application/json' };
    const body = input === undefined ? {} : { body: JSON.stringify(input) };
    const answer = await fetch(`${session.cloud.endpoint}/_local/${route}`, { method, headers, ...body });
    return answer.json();
  };
  const { endpoint } = session.cloud;
  const local = { endpoint, seed: '', control, ended: Promise.resolve(), stop: async () => undefined };
  await stepThroughTime(local, 4 * day, async () => void (await session.settle()));
  expect(session.emailsTo('ida@example.com').map(({ time }) => time.slice(0, 16))).toEqual([
    '2026-11-26T09:00',
  ]);
  expect(session.cloud.clock.now()).toBeGreaterThanOrEqual(Date.parse('2026-11-27T14:20:00Z'));
});
