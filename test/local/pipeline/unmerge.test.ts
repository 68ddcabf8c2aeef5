/** What an undo of a merge cannot give back, and how the command says so, with the deployed bundles. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readProfile } from './observe.ts';
import { openPublished, type Session } from './session.ts';

const documents = `
kind: policy
id: main
status: live
consent: { email: opt-in }
---
kind: template
id: offer
status: live
channel: email
class: promotional
content: { subject: Offer, html: '<p>Offer</p>' }
---
kind: template
id: back
status: live
channel: email
class: transactional
content: { subject: Back, html: '<p>Back</p>' }
---
kind: rule
id: offer
status: live
trigger: { event: Offer Asked }
actions: [{ send: offer }]
---
kind: journey
id: win-back
status: live
trigger: { event: Cart Abandoned }
reentry: { limit: 5 }
start: quiet
steps:
  quiet: { type: wait, for: PT1H, next: back }
  back: { type: send, template: back, next: done }
  done: { type: end }
`;

let session: Session;
beforeAll(async () => {
  session = await openPublished(documents);
});
afterAll(() => session.close());

const HOUR = 3_600_000;

async function say(name: string, detail: Readonly<Record<string, unknown>>): Promise<void> {
  await session.advance(2_000);
  await session.put({ name, detail });
  expect(await session.settle()).toEqual({});
}

const consent = (email: boolean) => ({ context: { consent: { email } } });

/** Answers what the dry run and the command print. */
async function undo(visitor: string): Promise<readonly [planned: string, done: string]> {
  const planned = await session.percorso('unmerge', visitor, '--dry-run');
  const done = await session.percorso('unmerge', visitor);
  expect([planned.exitCode, done.exitCode], planned.text + done.text).toEqual([0, 0]);
  expect(await session.settle()).toEqual({});
  return [planned.text, done.text];
}

async function countOffers(userId: string, address: string): Promise<number> {
  const before = session.emailsTo(address).length;
  await say('Offer Asked', { userId });
  return session.emailsTo(address).length - before;
}

it('a no of the visitor stays with the address that it reached, and both outputs say how to give it back', async () => {
  const email = 'uk@x.example';
  await say('Signed Up', { userId: 'uk', traits: { email }, ...consent(true) });
  await say('Subscribed', { anonymousId: 'k1', ...consent(true) });
  await say('Signed In', { userId: 'uk', anonymousId: 'k1' });
  expect(await countOffers('uk', email)).toBe(1);
  await say('Stop', { anonymousId: 'k1', ...consent(false) });
  const lines = [
    `email stays denied for the address ${email} of userId:uk, by a no of anonymousId:k1 that reached it.`,
    '  To give it back: a yes to email of userId:uk from now on (docs/consent.md).',
  ].join('\n');
  for (const text of await undo('anonymousId:k1')) expect(text).toContain(lines);
  expect((await readProfile(session, 'anonymousId:k1')).consents['email']?.state).toBe('denied');
  expect((await readProfile(session, 'userId:uk')).consents['email']?.state).toBe('granted');
  expect((await session.percorso('profile', 'userId:uk')).text).toContain(`denied for the address ${email}`);
  expect(await countOffers('uk', email)).toBe(0);
  await say('Subscribed', { userId: 'uk', ...consent(true) });
  expect((await session.percorso('profile', 'userId:uk')).text).not.toContain('denied for the address');
  expect(await countOffers('uk', email)).toBe(1);
});

it('an own no, and a no that reached no address of the other, are not named', async () => {
  await say('Signed Up', { userId: 'ul', traits: { email: 'ul@x.example' }, ...consent(true) });
  await say('Stop', { anonymousId: 'l1', ...consent(false) });
  await say('Subscribed', { userId: 'ul', ...consent(true) });
  await say('Signed In', { userId: 'ul', anonymousId: 'l1' });
  await say('Stop', { userId: 'ul', ...consent(false) });
  for (const text of await undo('anonymousId:l1')) expect(text).not.toContain('stays denied');
});

it('names the journeys that do not come back for each profile, and not one that it is in again', async () => {
  await say('Signed Up', { userId: 'um', traits: { email: 'um@x.example' } });
  await say('Signed Up', { anonymousId: 'm1', traits: { email: 'm1@x.example' } });
  await say('Cart Abandoned', { userId: 'um' });
  await say('Cart Abandoned', { anonymousId: 'm1' });
  await say('Signed In', { userId: 'um', anonymousId: 'm1' });
  await session.advance(2 * HOUR);
  expect(await session.settle()).toEqual({});
  const ended =
    'that do not come back, because they have sent or ended since the merge: win-back (was at quiet)';
  const planned = (await session.percorso('unmerge', 'anonymousId:m1', '--dry-run')).text;
  expect(planned).toContain(`Journeys of userId:um ${ended}\nJourneys of anonymousId:m1 ${ended}`);
  await say('Cart Abandoned', { anonymousId: 'm1' });
  for (const text of await undo('anonymousId:m1'))
    expect(text.split('\n').filter((line) => line.includes('do not come back'))).toEqual([
      `Journeys of userId:um ${ended}`,
    ]);
  expect((await readProfile(session, 'anonymousId:m1')).journeys.map(({ step }) => step)).toEqual(['quiet']);
});
