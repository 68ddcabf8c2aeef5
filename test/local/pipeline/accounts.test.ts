/** A business customer: group calls make members, and what is published reads the account. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listReasons, readPerson } from './observe.ts';
import { openPublished, type Session } from './session.ts';

const documents = `
kind: template
id: team
status: live
channel: email
class: transactional
content:
  subject: "{{ account.name | default: 'Your team' }} is ready"
  html: "<p>Plan {{ account.plan | default: 'unknown' }}</p>"
---
kind: segment
id: enterprise
status: live
condition: { account: { plan: [enterprise] } }
---
kind: rule
id: team
status: live
trigger: { event: Team Ready }
condition: { account: { plan: [enterprise, pro] } }
actions: [{ send: team }]
`;

let session: Session;
beforeAll(async () => {
  session = await openPublished(documents);
});
afterAll(() => session.close());

async function say(name: string, detail: Readonly<Record<string, unknown>>): Promise<void> {
  await session.advance(2_000);
  await session.put({ name, detail });
  expect(await session.settle()).toEqual({});
}

const listSubjects = () => session.cloud.messages().map(({ to, subject }) => `${to} ${subject}`);

it('a member gets a message with the traits that another member stated of the account', async () => {
  await say('Signed Up', { userId: 'anna', traits: { email: 'anna@example.com' } });
  await say('Signed Up', { userId: 'ben', traits: { email: 'ben@example.com' } });
  await say('Group', {
    type: 'group',
    userId: 'anna',
    groupId: 'acme',
    traits: { name: 'Acme', plan: 'pro' },
  });
  await say('Group', { type: 'group', userId: 'ben', groupId: 'acme', traits: { plan: 'enterprise' } });
  await say('Team Ready', { userId: 'anna' });
  await say('Team Ready', { userId: 'ben', context: { groupId: 'acme' } });
  expect(listSubjects()).toEqual(['anna@example.com Acme is ready', 'ben@example.com Acme is ready']);
  expect(listReasons(await readPerson(session, 'userId:anna'))).toContain('segment:enterprise: done');
});

it('commands show the account, who belongs to it, and who is in its segments', async () => {
  const show = async (...words: string[]) => (await session.percorso(...words)).text;
  await show(
    'put-event',
    'Group',
    '--type',
    'group',
    '--user',
    'ben',
    '--account',
    'acme',
    '--trait',
    'seats=5',
  );
  expect(await session.settle()).toEqual({});
  expect(await show('accounts', 'show', 'acme')).toMatch(/name +Acme[\s\S]*plan +enterprise[\s\S]*seats +5/);
  expect(await show('accounts', 'show', 'none')).toContain('No traits of an account "none" are stored.');
  expect(await show('profile', 'userId:ben')).toMatch(/Accounts:\n +acme +joined/);
  expect(await show('segment', 'enterprise', '--person', 'userId:ben')).toContain(
    'account.plan is "enterprise"',
  );
});

it('strangers whose source states a placeholder share no account, and the calls count', async () => {
  const call = { type: 'group', groupId: 'null', traits: { plan: 'enterprise' } };
  await say('Group', { userId: 'carla', ...call });
  await say('Group', { userId: 'dino', ...call });
  await say('Team Ready', { userId: 'dino', context: { groupId: '0' } });
  const dino = await readPerson(session, 'userId:dino');
  expect(dino.items.filter(({ kind }) => kind === 'entry')).toHaveLength(2);
  expect(listReasons(dino)).toEqual([
    'identity:groupId: identity_ignored',
    'identity:groupId: identity_ignored',
  ]);
  const show = async (...words: string[]) => (await session.percorso(...words)).text;
  expect(await show('profile', 'userId:carla')).toContain('Accounts: none.');
  expect(await show('accounts', 'show', 'null')).toContain('No traits of an account "null" are stored.');
  expect(await show('timeline', 'userId:dino')).toContain('the value names no account');
});

it('a person who left the account is not written to, and a group call without an account is rejected', async () => {
  const before = listSubjects().length;
  await say('Group Left', { userId: 'anna', context: { groupId: 'acme' } });
  await say('Team Ready', { userId: 'anna' });
  await say('Group', { type: 'group', userId: 'anna', traits: { name: 'Nameless' } });
  expect(listSubjects()).toHaveLength(before);
  const { text } = await session.percorso('rejected', 'list');
  expect(text).toContain('group_missing');
});
