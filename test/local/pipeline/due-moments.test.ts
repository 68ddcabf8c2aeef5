/** Moments that come due: the clock steps from one to the next and nothing is late, except what is quiet until later. */
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
const hour = 3_600_000;

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

const nightly = `
kind: policy
id: contact
status: live
consent: { email: opt-out }
quietHours: { windows: [{ from: "21:00", to: "08:00" }] }
---
kind: rule
id: guide
status: live
trigger: { event: Asked }
actions: [{ send: guide }]
`;

it('a message that a pause has kept until the night goes out in the morning', async () => {
  expect((await session.publish(nightly)).exitCode).toBe(0);
  const words = ['sending', '--reason', 'Broken', '--stage', 'local'];
  await session.percorso('pause', ...words);
  await session.advance(120_000);
  await session.put({ name: 'Asked', detail: { userId: 'ada', traits: { email: 'ada@example.com' } } });
  // Seven hours of pause: over ten deliveries of the record.
  await session.cloud.advance(Date.parse('2026-11-27T21:30:00Z'), hour);
  await session.percorso('resume', ...words);
  await session.advance(120_000);
  await session.cloud.advance(Date.parse('2026-11-28T07:59:00Z'), hour);
  expect(session.emailsTo('ada@example.com')).toEqual([]);
  await session.advance(120_000);
  const sent = session.emailsTo('ada@example.com').map(({ time }) => time.slice(0, 16));
  expect(sent).toEqual(['2026-11-28T08:00']);
  expect(session.cloud.gateway.refused().filter(({ reason }) => reason === 'access_denied')).toEqual([]);
  expect(await session.settle()).toEqual({});
});
