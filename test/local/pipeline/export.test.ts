/** The export of a person, on the deployed bundles: every mark that any door took, and none of another person. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListQueuesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findMarks } from './find-marks.ts';
import { config, live, marks } from './marked-life.ts';
import { readPerson } from './observe.ts';
import { openSession, type Session } from './session.ts';

const minute = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'percorso-export-'));
const place = (name: string) => join(folder, name);
let session: Session;
beforeAll(async () => {
  session = await openSession({ repeats: 0 });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await session.close();
});

interface ExportFile {
  readonly format: string;
  readonly version: number;
  readonly isComplete: true;
  readonly about: { readonly profileId: string; readonly hasRejectedEvents: boolean };
  readonly counts: Readonly<Record<string, number>>;
  readonly timeline: readonly {
    readonly event: string;
    readonly decisions: readonly { inWords: string }[];
  }[];
  readonly messages: readonly Record<string, unknown>[];
  readonly merges: readonly object[];
  readonly profilesThatEnded: readonly object[];
  readonly [section: string]: unknown;
}

async function exportOf(person: string, file: string, ...more: string[]): Promise<[string, ExportFile]> {
  const words = ['export', person, '--to', place(file), ...more];
  const { exitCode, text } = await session.percorsoAs('OperatorAccess+ResponderAccess', ...words);
  expect(exitCode, text).toBe(0);
  const written = readFileSync(place(file), 'utf8');
  return [written, JSON.parse(written) as ExportFile];
}

const listMissing = (person: string, written: string) =>
  [...(marks.get(person) ?? [])].filter((text) => !written.includes(text));

describe('the export of a person', () => {
  beforeAll(async () => {
    const at = new Date(session.cloud.clock.now() + 60 * minute).toISOString();
    const { text, exitCode } = await session.publish(config(at));
    expect(exitCode, text).toBe(0);
    await session.advance(minute);
    await live(session, folder, 'bruno', { phone: '+393337654321', till: 'till-of-both' });
    await live(session, folder, 'anna', { phone: '+393331234567', till: 'till-of-both' });
    await session.advance(90 * minute);
    await session.settle();
  }, 300_000);

  it('has every mark of the person and none of another one', async () => {
    const [written, file] = await exportOf('userId:mk-anna-user', 'anna.json');
    expect(listMissing('anna', written)).toEqual(['mk-anna-till-sku']);
    expect(written.match(/mk-bruno-[\w-]+/g)).toBeNull();
    expect(written).not.toContain('+393337654321');
    expect(file).toMatchObject({ format: 'percorso-person-export', version: 1, isComplete: true });
    expect(file.merges).toHaveLength(1);
    expect(statSync(place('anna.json')).mode & 0o777).toBe(0o600);
  }, 120_000);

  it('says in words what was decided, and has the email as it was sent', async () => {
    const [, file] = await exportOf('mk-anna-user', 'words.json');
    const words = file.timeline.flatMap(({ decisions }) => decisions.map(({ inWords }) => inWords));
    expect(words).toEqual(expect.arrayContaining([expect.stringContaining('send email "news"')]));
    const copies = file.messages.filter(({ channel }) => channel === 'email');
    expect(copies[0]).toMatchObject({
      state: 'sent',
      to: expect.stringMatching(/^mk-anna-(old|new)@example.com$/),
      from: expect.stringContaining('@'),
      subject: 'News',
      copyAsSent: expect.stringContaining('mk-anna-first-name'),
    });
    expect(file.messages.map(({ origin }) => origin)).toContain('campaign:spring');
    const [text] = file.messages.filter(({ channel }) => channel === 'sms');
    expect(text?.['to']).toBe('+393331234567');
    expect(text?.['shortLinks']).toMatchObject([{ leadsTo: 'https://shop.example/cart?id=mk-anna-cart' }]);
    expect(file.counts['replies']).toBe(1);
    expect(file.counts['rejectedEvents']).toBe(3);
  }, 120_000);

  it('is the same by every identifier, also one that led to the profile that ended', async () => {
    const [, first] = await exportOf('userId:mk-anna-user', 'first.json');
    const ids = ['anonymousId:mk-anna-visitor', 'email:mk-anna-old@example.com', 'phone:+393331234567'];
    for (const [index, id] of ids.entries()) {
      const [, other] = await exportOf(id, `other-${index}.json`);
      // Each export is a look, which the next one has.
      const { about: _first, looks: _looks, counts: _counts, ...expected } = first;
      const { about: _other, looks: _more, counts: _more2, ...found } = other;
      expect(found).toEqual(expected);
    }
  }, 120_000);

  it('leaves out rejected events if it is asked to, and says so', async () => {
    const words = ['export', 'userId:mk-anna-user', '--to', place('without.json'), '--without-rejected'];
    const { exitCode, text } = await session.percorsoAs('OperatorAccess', ...words);
    expect([exitCode, text]).toEqual([0, expect.stringContaining('--without-rejected')]);
    const file = JSON.parse(readFileSync(place('without.json'), 'utf8')) as ExportFile;
    expect(file).toMatchObject({ rejectedEvents: null, about: { hasRejectedEvents: false } });
    const denied = await session.percorsoAs(
      'OperatorAccess',
      'export',
      'mk-anna-user',
      '--to',
      place('no.json'),
    );
    expect([denied.exitCode, denied.text]).toEqual([3, expect.stringContaining('s3:')]);
    expect(() => statSync(place('no.json'))).toThrow();
  }, 120_000);

  it('has no epoch number of Percorso', async () => {
    const [, file] = await exportOf('userId:mk-anna-user', 'times.json');
    expect(listEpochs(file)).toEqual([]);
  }, 120_000);

  it('is an error for an unknown person, one that several people state, and a file that is there', async () => {
    const unknown = await session.percorso('export', 'userId:unknown');
    expect([unknown.exitCode, unknown.text]).toEqual([1, expect.stringContaining('No profile found')]);
    const shared = await session.percorso('export', 'anonymousId:till-of-both', '--to', place('till.json'));
    expect([shared.exitCode, shared.text]).toEqual([2, expect.stringContaining('Several people state')]);
    writeFileSync(place('there.json'), '');
    const there = await session.percorso('export', 'mk-anna-user', '--to', place('there.json'));
    expect([there.exitCode, there.text]).toEqual([2, expect.stringContaining('exists already')]);
  }, 60_000);
});

describe('the erasure of that person', () => {
  const [bruno, anna] = ['mk-bruno-user', 'mk-anna-user'];
  /** An event of an id that several people state is of none of them. */
  const ofNoOne = ['mk-anna-till-sku'];
  const listMarks = () =>
    ['mk-anna-', '+393331234567', ...(marks.get('anna') ?? [])].filter((one) => !ofNoOne.includes(one));
  const find = () => findMarks(session, listMarks(), ofNoOne);
  /** Schedules run each hour, not each minute. */
  const passHours = async (hours: number) => {
    await session.cloud.advance(session.cloud.clock.now() + hours * 60 * minute, 60 * minute);
    await session.settle();
  };
  let former: unknown;
  let profileId: string;

  it('begins with marks in tables, rejected events, dead letters and files of the lake', async () => {
    former = (await readPerson(session, `userId:${bruno}`)).items;
    ({ profileId } = await readPerson(session, `userId:${anna}`));
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const sqs = new SQSClient({ endpoint: session.cloud.endpoint, region: 'us-east-1', credentials });
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ MaxResults: 1000 }));
    const QueueUrl = QueueUrls.find((url) => /EmailQueueDeadLetters/.test(url)) ?? '';
    for (const body of [
      { profileId, to: 'mk-anna-new@example.com' },
      { profileId: 'P9', to: 'bo@example.com' },
    ])
      await sqs.send(
        new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ kind: 'SendMessage', ...body }) }),
      );
    sqs.destroy();
    const found = (await find()).join('\n');
    for (const place of ['Profiles', 'Identities', 'Timeline', 'Consents'])
      expect(found).toContain(`${place}Table`);
    for (const place of ['/rejected/', '/quarantine/', '/touchpoints/day=', 'EmailQueueDeadLetters'])
      expect(found).toContain(place);
  }, 60_000);

  it('ends within hours, and leaves none of them in any form', async () => {
    const { exitCode, text } = await session.percorsoAs('PrivacyAccess', 'erase', anna, '--yes');
    expect(exitCode, text).toBe(0);
    await passHours(5);
    const { erasures } = await session.ask<{ erasures: { removed: object; completedAt: string }[] }>(
      'erasures',
    );
    expect(erasures).toMatchObject([
      {
        completedAt: expect.any(String),
        removed: { rejectedEvents: 3, replies: 1, deadLetters: 1, lakeRows: expect.any(Number) },
      },
    ]);
    expect(await find()).toEqual([]);
    const named = await findMarks(session, [profileId]);
    expect(
      named.filter((place) => place.includes('/day=')),
      'rows of the lake',
    ).toEqual([]);
    expect((await readPerson(session, `userId:${bruno}`)).items).toEqual(former);
  }, 120_000);

  it('is not undone by late events, a repeat of a batch, an import, a backfill or an unmerge', async () => {
    await session.advance(10_000);
    const late = [
      { userId: anna, traits: { email: 'mk-anna-new@example.com', first_name: 'mk-anna-first-name' } },
      { anonymousId: 'mk-anna-visitor', properties: { sku: 'mk-anna-visitor-sku' } },
      { traits: { phone: '+393331234567' } },
    ];
    for (let times = 0; times < 2; times++)
      await session.put(
        ...late.map((detail, index) => ({
          name: 'Signed Up',
          detail: { ...detail, messageId: `l${index}` },
        })),
      );
    await session.settle();
    const again = await session.percorso(
      'import',
      place('anna.csv'),
      '--map',
      place('people.yaml'),
      '--restart',
    );
    expect([again.exitCode, again.text]).toEqual([
      0,
      expect.stringContaining('Sent 1 row of 1; 0 rejected.'),
    ]);
    await session.settle();
    // The two rejected events are of the other person.
    const answers = [
      [['backfill', 'start'], 0, 'Started: '],
      [['unmerge', 'anonymousId:mk-anna-visitor'], 1, 'No profile found for anonymousId:mk-anna-visitor'],
      [['rejected', 'replay'], 1, 'Sent 0 touchpoints again; 2 kept.'],
    ] as const;
    for (const [words, code, answer] of answers) {
      const { exitCode, text } = await session.percorso(...words);
      expect([exitCode, text], words.join(' ')).toEqual([code, expect.stringContaining(answer)]);
    }
    await passHours(2);
    expect(await find()).toEqual([]);
    expect((await session.percorso('profile', anna)).exitCode).toBe(1);
  }, 120_000);
});

/** Numbers that can be moments, with the path of each. */
function listEpochs(value: unknown, path = ''): readonly string[] {
  if (typeof value === 'number') return Math.abs(value) > 1e9 ? [`${path}: ${value}`] : [];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, each]) => listEpochs(each, `${path}/${name}`));
}
