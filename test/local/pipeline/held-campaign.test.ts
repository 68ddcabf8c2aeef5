/** `maxRecipients` with the deployed bundles and their permissions: a large run waits for approval, a small one goes. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { everybodySegment, makeEmail, makeOptOutPolicy } from '../../harness/sample-documents.ts';
import { openSession, type Session } from './session.ts';

const minute = 60_000;
const people = 8;

let session: Session;
beforeAll(async () => {
  session = await openSession();
});
afterAll(() => session.close());

const documents = `
${makeOptOutPolicy('campaigns: { maxRecipients: 3 }')}
---
${everybodySegment}
---
kind: segment
id: few
status: live
condition: { profile: { traits: { email: [{ prefix: "u1@" }] } } }
---
${makeEmail('news', 'News')}
---
kind: campaign
id: large
status: live
audience: { segment: everybody }
send: news
schedule: { at: now }
---
kind: campaign
id: small
status: live
audience: { segment: few }
send: news
schedule: { at: now }
`;

it('holds a run over the limit until it is approved, and lets one within the limit go', async () => {
  await session.put(
    ...Array.from({ length: people }, (_, index) => ({
      name: 'Signed Up',
      detail: { userId: `u${index}`, traits: { email: `u${index}@example.com` } },
    })),
  );
  await session.settle();
  const { text, exitCode } = await session.publish(documents);
  expect(exitCode, text).toBe(0);
  await session.advance(15 * minute);
  expect(await session.settle()).toEqual({});
  expect(session.cloud.messages().map(({ to }) => to)).toEqual(['u1@example.com']);

  const held = await session.percorso('campaign', 'status', 'large');
  expect(held.text).toContain('campaign approve large');
  const approved = await session.percorso('campaign', 'approve', 'large');
  expect(approved.exitCode, approved.text).toBe(0);
  await session.advance(15 * minute);
  expect(await session.settle()).toEqual({});
  expect(session.cloud.messages()).toHaveLength(people + 1);
  expect(session.cloud.gateway.refused().filter(({ reason }) => reason === 'access_denied')).toEqual([]);
});
