/** `percorso profile` and `percorso segment`, over what production keeps of people. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { showProfile } from '../../../../cli/commands/people/profile.ts';
import { showMembership, showSegment } from '../../../../cli/commands/people/segment.ts';
import { openSegmentExport, toCell } from '../../../../cli/files/segment-export.ts';
import { emailTemplate, openStage, signUp } from '../../../harness/recorded-life.ts';
import { type Folder, openFolder } from '../../../harness/run-command.ts';

const documents = `
kind: trait
id: orders
status: live
event: Order Completed
function: count
---
kind: segment
id: loyal
status: live
condition:
  all:
    - profile: { traits: { country: [IT, CH] } }
    - did: { event: Order Completed, within: P30D, atLeast: 2 }
    - not: { segment: closed }
---
kind: segment
id: closed
status: live
condition: { profile: { consents: { email: [denied] } } }
---
kind: rule
id: thanks
status: live
trigger: { event: Order Completed }
actions: [{ send: thanks }]
---
kind: journey
id: win-back
status: live
trigger: { event: Order Completed }
start: pause
steps:
  pause: { type: wait, for: P30D, next: done }
  done: { type: end }
---
kind: policy
id: contact
status: live
caps: [{ limit: 5, per: week, channels: [email] }]
${emailTemplate('thanks')}`;

const now = Date.parse('2026-11-22T12:00:00Z');
const order = (at: string) => ({ at, event: 'Order Completed', traits: { country: 'IT' } });
let stage: Awaited<ReturnType<typeof openStage>>;
let folder: Folder;

beforeEach(async () => {
  folder = openFolder();
  stage = await openStage();
  await stage.publish(documents);
  const life = [signUp('2026-11-19T10:00:00Z'), order('2026-11-19T11:00:00Z'), order('2026-11-20T11:00:00Z')];
  await stage.live('anna', life, '2026-11-22T12:00:00Z');
  await stage.live('ben', [signUp('2026-11-19T10:00:00Z', '=cmd()@example.com')], '2026-11-22T12:00:00Z');
});
afterEach(() => folder.remove());

describe('percorso profile', () => {
  it('shows identifiers, traits, computed values, segments, consents, caps, journeys and held messages', async () => {
    await stage.identities.claim({ type: 'email', value: 'a@example.com' }, { profileId: 'another' });
    const { lines, json } = await showProfile('userId:anna', stage, { now });
    const text = lines.join('\n');
    for (const part of [
      'userId  anna',
      'email   a@example.com  belongs to profile another',
      'country  IT             stated 2026-11-20 11:00',
      'orders  2',
      'loyal  since 2026-11-20 11:00',
      'email  granted  2026-11-19 10:00',
      '5 per week on email, counting promotional  2 of 5 used',
      'in journey win-back at step pause, until 2026-12-19 11:00',
      'Suppressions in this profile, by its own messages: none.',
      'Held messages: none.',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('did:');
    expect(json).toMatchObject({
      userId: 'anna',
      computed: { orders: 2 },
      traits: { country: { value: 'IT', at: '2026-11-20T11:00:00.000Z' } },
      caps: [{ used: 2, limit: 5 }],
    });
  });

  it('lists the devices with what they state', async () => {
    const at = '2026-11-22T10:00:00Z';
    const context = {
      device: { type: 'ios', token: 'abc', pushEnabled: false },
      app: { namespace: 'it.lucerna.shop', name: 'Lucerna' },
      ...{ locale: 'it-IT', timezone: 'Europe/Rome' },
    };
    await stage.live('carla', [{ at, event: 'App Opened', context }], '2026-11-22T12:00:00Z');
    const { lines, json } = await showProfile('userId:carla', stage, { now });
    expect(lines).toContain(
      '  apns:abc  ios  it.lucerna.shop  it-IT  Europe/Rome  used 2026-11-22 10:00  notifications off',
    );
    expect(json).toMatchObject({ devices: [{ address: 'apns:abc', usedAt: '2026-11-22T10:00:00.000Z' }] });
  });

  it('says of a person who was only imported that the person was never seen', async () => {
    const context = { import: { id: 'old', line: 1 } };
    const row = { at: '2026-11-22T10:00:00Z', event: 'Identify', type: 'identify', context };
    await stage.live('dora', [row], '2026-11-22T12:00:00Z');
    const { lines, json } = await showProfile('userId:dora', stage, { now });
    expect(lines[1]).toMatch(/^Created 2026-11-22 10:00, never seen, 1 changes\.$/);
    expect(json).not.toHaveProperty('lastSeenAt');
    const seen = await showProfile('userId:anna', stage, { now });
    expect(seen.lines[1]).toContain('last seen 2026-11-20 11:00');
    expect(seen.json).toHaveProperty('lastSeenAt', '2026-11-20T11:00:00.000Z');
  });

  it('says that there is no such person', async () => {
    expect(await showProfile('userId:unknown', stage, { now })).toMatchObject({ exitCode: 1 });
  });
});

describe('percorso segment', () => {
  it('counts the members and shows some', async () => {
    const { lines, json } = await showSegment('segment:loyal', stage, { now, sample: 1 });
    expect(lines).toEqual([
      'Segment loyal: 1 person of 2.',
      '  profile-of-anna  since 2026-11-20T11:00:00.000Z',
    ]);
    expect(json).toMatchObject({ members: 1, profilesRead: 2 });
  });

  it('says part by part why a person is in it or not, with what the person has', async () => {
    const explain = async (person: string, at = now) =>
      (await showMembership('loyal', person, stage, { now: at })).lines.join('\n');
    expect(await explain('userId:anna')).toBe(
      [
        'Profile profile-of-anna is in segment loyal since 2026-11-20 11:00.',
        '  yes all',
        '      yes {"profile":{"traits":{"country":["IT","CH"]}}}: traits.country is "IT"',
        '      yes {"did":{"event":"Order Completed","within":"P30D","atLeast":2}}: count is 2',
        '      yes not',
        '          NO  {"segment":"closed"}: segments.closed is false',
      ].join('\n'),
    );
    expect(await explain('userId:ben')).toContain(
      'NO  {"profile":{"traits":{"country":["IT","CH"]}}}: traits.country is null',
    );
    expect(await explain('userId:anna', now + 40 * 86_400_000)).toContain('does not hold now');
  });

  it('explains a birthday on the calendar of the person', async () => {
    await stage.publish(
      `${documents}\n---\nkind: segment\nid: birthday\nstatus: live\ncondition: { profile: { traits: { dob: [{ date: { month-day: today } }] } } }`,
    );
    // 23 November in Auckland while it is 22 November in UTC.
    const traits = { email: 'k@example.com', dob: '1990-11-23', timezone: 'Pacific/Auckland' };
    await stage.live(
      'kiri',
      [{ at: '2026-11-22T12:00:00Z', event: 'Signed Up', traits }],
      '2026-11-22T12:00:01Z',
    );
    const { lines } = await showMembership('birthday', 'userId:kiri', stage, { now });
    expect(lines.at(-1)).toMatch(/^ {2}yes .*traits.dob is "1990-11-23"$/);
  });

  it('names the segments that there are', async () => {
    const { exitCode, lines } = await showSegment('loayl', stage, { now, sample: 5 });
    expect([exitCode, lines[0]]).toEqual([1, 'No segment "loayl" is published. There are: closed, loyal.']);
  });

  it('exports the members, writes over no file, and leaves a spreadsheet nothing to run', async () => {
    await stage.publish(
      `${documents}\n---\nkind: segment\nid: all\nstatus: live\ncondition: { profile: { traits: { email: [{ exists: true }] } } }`,
    );
    const path = join(folder.path, 'all.csv');
    const target = openSegmentExport(path);
    await showSegment('all', stage, { now, sample: 5, target });
    target.close();
    const lines = readFileSync(path, 'utf8').split('\r\n');
    expect(lines[0]).toBe('profileId,userId,email,phone,since');
    expect(lines.slice(1).toSorted().filter(Boolean)).toEqual([
      expect.stringMatching(/^profile-of-anna,anna,a@example.com,,/),
      expect.stringMatching(/^profile-of-ben,ben,'=cmd\(\)@example.com,,/),
    ]);
    writeFileSync(join(folder.path, 'there.csv'), 'mine');
    expect(() => openSegmentExport(join(folder.path, 'there.csv'))).toThrow('exists already');
  });

  test.prop([fc.string({ unit: 'binary' })])('no cell begins like a formula', (text) => {
    expect(toCell(text)).not.toMatch(/^"?[=+\-@\t\r]/);
  });
});
