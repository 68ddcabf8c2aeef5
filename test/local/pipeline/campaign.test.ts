/** A campaign on the local cloud: published, started by the clock, walked in shards, sent once. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSession, type Session } from './session.ts';

let session: Session;
beforeAll(async () => {
  session = await openSession();
});
afterAll(() => session.close());

const minute = 60_000;

function config(at: number): string {
  return `
kind: policy
id: contact
status: live
consent: { email: opt-out }
---
kind: segment
id: italians
status: live
condition: { profile: { traits: { country: [IT] } } }
---
kind: template
id: spring
status: live
channel: email
class: promotional
content: { subject: "Spring", html: "<p>Spring.</p>" }
---
kind: campaign
id: spring
status: live
audience: { segment: italians }
send: spring
schedule: { at: "${new Date(at).toISOString()}" }
`;
}

it('reaches everybody in its segment once, and nobody else', async () => {
  for (let start = 0; start < 60; start += 10) {
    await session.put(
      ...Array.from({ length: 10 }, (_, index) => ({
        name: 'Signed Up',
        detail: {
          userId: `u${start + index}`,
          traits: { email: `u${start + index}@example.com`, country: index % 2 === 0 ? 'IT' : 'FR' },
        },
      })),
    );
  }
  await session.settle();
  const { text, exitCode } = await session.publish(config(session.cloud.clock.now() + 5 * minute));
  expect(exitCode, text).toBe(0);
  await session.advance(10 * minute);
  const dead = await session.settle();
  expect(Object.values(dead).every((count) => count === 0)).toBe(true);
  const sent = session.cloud.messages().map(({ to }) => to);
  expect(sent.sort()).toEqual(
    Array.from({ length: 60 }, (_, index) => index)
      .filter((index) => (index % 10) % 2 === 0)
      .map((index) => `u${index}@example.com`)
      .sort(),
  );
});
