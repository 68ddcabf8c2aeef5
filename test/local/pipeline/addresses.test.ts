/** Several emails of a person with the deployed bundles: the first fails for good, and the next message goes to the second. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listMessages, readPerson } from './observe.ts';
import { openPublished, type Session } from './session.ts';

const documents = `
kind: policy
id: main
status: live
consent: { email: opt-out }
addresses: { email: first_usable }
---
kind: template
id: offer
status: live
channel: email
class: promotional
content: { subject: Offer, html: <p>Now</p> }
---
kind: rule
id: offer
status: live
trigger: { event: Offer Made }
actions: [{ send: offer }]
`;

let session: Session;
beforeAll(async () => {
  session = await openPublished(documents);
});
afterAll(() => session.close());

const gone = 'bounce+anna@simulator.amazonses.com';
const work = 'anna@work.example';

async function say(userId: string, traits: object = {}): Promise<void> {
  await session.advance(2_000);
  await session.put({ name: 'Offer Made', detail: { userId, traits }, source: 'app' });
  expect(await session.settle()).toEqual({});
}

it('a message after a permanent failure goes to the second email, and `why` and `profile` say so', async () => {
  await say('anna', { email: gone, emails: [{ address: work, label: 'work' }] });
  expect([session.emailsTo(gone).length, session.emailsTo(work).length]).toEqual([1, 0]);
  await say('anna');
  expect([session.emailsTo(gone).length, session.emailsTo(work).length]).toEqual([1, 1]);
  expect(listMessages(await readPerson(session, 'userId:anna'))).toHaveLength(2);
  const { text } = await session.percorso('why', 'userId:anna', 'offer');
  expect(text).toContain('addresses skipped: suppressed_address');
  const profile = await session.percorso('profile', 'userId:anna');
  expect(profile.text).toMatch(/email +anna@work\.example \(work\)/);
  expect(profile.text).toMatch(/bounce\+anna@simulator\.amazonses\.com .*bounced/);
});

it('an email that another person has failed on is skipped right before sending', async () => {
  const second = 'bruno@work.example';
  await say('bruno', { email: gone, emails: [second] });
  expect([session.emailsTo(gone).length, session.emailsTo(second).length]).toEqual([1, 1]);
  const { text } = await session.percorso('why', 'userId:bruno', 'offer');
  expect(text).toMatch(/address: not to bounce\+anna@.*suppressed_address/);
  expect(text).toContain(`address: to ${second}`);
});

it('a message goes to the email that the person last opened, and `why` and `profile` say when', async () => {
  const published = await session.publish(documents.replace('first_usable', 'last_used'));
  expect(published.exitCode, published.text).toBe(0);
  await session.advance(60_000);
  const [home, office] = ['clara@home.example', 'clara@work.example'];
  await say('clara', { email: office, emails: [home] });
  const [{ id: messageId = '' } = {}] = session.emailsTo(office);
  // An open in the second of the sending would be a machine's.
  await session.advance(60_000);
  const opened = await fetch(`${session.cloud.endpoint}/_local/engage`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messageId, type: 'open' }),
  });
  expect(opened.status).toBe(200);
  expect(await session.settle()).toEqual({});
  await say('clara', { email: home, emails: [office] });
  expect([session.emailsTo(home).length, session.emailsTo(office).length]).toEqual([0, 2]);
  const { text } = await session.percorso('why', 'userId:clara', 'offer');
  expect(text).toMatch(/address: to clara@work\.example \(last used \d{4}[^)]*\)/);
  const profile = await session.percorso('profile', 'userId:clara');
  expect(profile.text).toMatch(/clara@work\.example +last used \d{4}/);
});
