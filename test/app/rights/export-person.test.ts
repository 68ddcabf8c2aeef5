/** The export over every store in memory: its order and pages, the failure of each call, and events of other people. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createMemoryDoubtfulReplies } from '../../../adapters/memory/doubtful-replies.ts';
import { createMemoryGeofencePassages } from '../../../adapters/memory/geofence-passages.ts';
import { createMemoryIdentityScanner } from '../../../adapters/memory/identity-scanner.ts';
import { createMemoryLookStore } from '../../../adapters/memory/look-store.ts';
import { createMemoryMessageCopies } from '../../../adapters/memory/message-copies.ts';
import { createMemoryRejectedStore } from '../../../adapters/memory/rejected-store.ts';
import { createMemoryShortLinks } from '../../../adapters/memory/short-links.ts';
import { createMemoryWordingStore } from '../../../adapters/memory/wording-store.ts';
import { eraseProfile } from '../../../app/rights/erase-person.ts';
import { type ExportStores, exportPerson } from '../../../app/rights/export/export-person.ts';
import { writeExport } from '../../../cli/commands/people/export.ts';
import { writePersonFile } from '../../../cli/files/person-file.ts';
import type { CallWebhook, SendMessage } from '../../../engine/model/effects.ts';
import { createFaultInjector } from '../../harness/faults.ts';
import { makeMessage } from '../../harness/sending-setup.ts';
import { openPeople, type People, start } from '../identity/merge-story.ts';

const folder = mkdtempSync(join(tmpdir(), 'percorso-export-'));
afterAll(() => rmSync(folder, { recursive: true }));

const words = { describeTrace: () => 'in words', describeReason: (reason: string) => reason };

function openAll({ stack: { ports } }: People): ExportStores {
  const { identities, profiles, timeline, merges, consents, accounts, addresses, ledger } = ports;
  return {
    ...{ identities, profiles, timeline, merges, consents, accounts, addresses, ledger },
    programs: ports.programStore,
    scanner: createMemoryIdentityScanner(ports),
    wordings: createMemoryWordingStore(),
    copies: createMemoryMessageCopies(),
    links: createMemoryShortLinks(),
    replies: createMemoryDoubtfulReplies(),
    passages: createMemoryGeofencePassages(),
    looks: createMemoryLookStore(),
    rejected: createMemoryRejectedStore(),
  };
}

interface WrittenExport {
  readonly timeline: readonly { readonly id: string; readonly occurredAt: string }[];
  readonly addresses: readonly Record<string, unknown>[];
  readonly messages: readonly Record<string, unknown>[];
  readonly rejectedEvents: readonly Record<string, unknown>[];
  readonly counts: Readonly<Record<string, number>>;
}

async function write(person: string, stores: ExportStores, name: string): Promise<WrittenExport | undefined> {
  const found = await exportPerson(person, stores, { now: start, words, stage: 'test' });
  if (found === undefined) return undefined;
  const path = join(folder, name);
  await writePersonFile(path, found.sections);
  return JSON.parse(readFileSync(path, 'utf8')) as WrittenExport;
}

/** The stores, with a note before each call. */
function watchCalls(stores: ExportStores, note: () => void): ExportStores {
  const watched = Object.entries(stores).map(([name, port]) => {
    const proxy = new Proxy(port as object, {
      get(target, method) {
        const member: unknown = Reflect.get(target, method);
        if (typeof member !== 'function') return member;
        return (...parameters: unknown[]) => {
          note();
          return member.apply(target, parameters);
        };
      },
    });
    return [name, proxy] as const;
  });
  return Object.fromEntries(watched) as unknown as ExportStores;
}

async function openMerged(): Promise<People> {
  const people = await openPeople();
  await people.say({ id: 'x-1', ago: 900, anonymousId: 'x', traits: { colour: 'red' } });
  await people.say({ id: 'anna-1', ago: 800, userId: 'anna', email: 'anna@example.com' });
  await people.say({ id: 'x-2', ago: 700, anonymousId: 'x' });
  await people.say({ id: 'anna-2', ago: 600, userId: 'anna', anonymousId: 'x' });
  return people;
}

describe('the export of a person', () => {
  it('has the touchpoints of all profiles in one list, newest first', async () => {
    const file = await write('anna', openAll(await openMerged()), 'order.json');
    const ids = file?.timeline.map(({ id }) => id).filter((id) => /^(x|anna)-/.test(id));
    expect(ids).toEqual(['anna-2', 'x-2', 'anna-1', 'x-1']);
    const times = file?.timeline.map(({ occurredAt }) => occurredAt) ?? [];
    expect(times).toEqual(times.toSorted().toReversed());
  });

  it('leaves no file, whichever call fails', async () => {
    const people = await openMerged();
    const clean = createFaultInjector();
    await write('anna', clean.wrap(openAll(people), { isDead: false }), 'clean.json');
    expect(clean.calls.length).toBeGreaterThan(20);
    for (let call = 1; call <= clean.calls.length; call++) {
      const injector = createFaultInjector({ call, kind: 'fails before' });
      const stores = injector.wrap(openAll(people), { isDead: false });
      await expect(write('anna', stores, 'broken.json'), clean.calls[call - 1]).rejects.toThrow();
    }
    expect(existsSync(join(folder, 'broken.json'))).toBe(false);
    expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
  });

  it('records the look before a byte is written, and has its name only when it is whole, whichever call is the last', async () => {
    const people = await openMerged();
    const stores = openAll(people);
    const looks: string[] = [];
    /** At each call: whether the look was recorded, and the files. */
    const seen: { readonly isRecorded: boolean; readonly files: readonly string[] }[] = [];
    const own = mkdtempSync(join(folder, 'own-'));
    const note = () => seen.push({ isRecorded: looks.length > 0, files: readdirSync(own) });
    const watched = watchCalls(stores, note);
    const request = {
      ...{ stage: 'test', now: start, to: 'anna.json', onProgress: () => undefined },
      resolve: (name: string) => join(own, name),
      onFound: async (profileId: string) => {
        note();
        looks.push(profileId);
        note();
      },
    };
    const { exitCode } = await writeExport('anna', watched, request);
    expect(exitCode).toBe(0);
    // A process that ends at any of these calls leaves what was there then.
    expect(seen.length).toBeGreaterThan(20);
    for (const { isRecorded, files } of seen) {
      expect(files.filter((name) => !name.endsWith('.partial'))).toEqual([]);
      if (!isRecorded) expect(files).toEqual([]);
    }
    expect(seen.filter(({ files }) => files.length > 0).length).toBeGreaterThan(5);
    expect(readdirSync(own)).toEqual(['anna.json']);
    const whole = readFileSync(join(own, 'anna.json'), 'utf8');
    // The run after such an end writes the whole file, beside what is left.
    const broken = join(own, 'anna-2.json.abcd.partial');
    writeFileSync(broken, whole.slice(0, 500));
    await writeExport('anna', stores, { ...request, to: 'anna-2.json' });
    expect(readFileSync(join(own, 'anna-2.json'), 'utf8')).toBe(whole);
    expect(readFileSync(broken, 'utf8')).not.toContain('isComplete');
  });

  it('has each of 10,000 touchpoints once, and reads them in pages', async () => {
    const people = await openPeople();
    await people.say({ id: 'first', ago: 900, userId: 'anna' });
    const { id: profileId } = await people.find('userId#anna');
    const head = { profileId, name: 'Seen', source: 'shop', receivedAt: start, traces: [] };
    const entries = Array.from({ length: 10_000 }, (_, index) => ({
      ...{ ...head, touchpointId: `t-${index}`, occurredAt: start - 1_000_000 - index * 7 },
    }));
    const sizes: number[] = [];
    // The store in memory sorts its table for each page.
    const timeline: ExportStores['timeline'] = {
      async list(_id, { limit, cursor = '0' }) {
        const end = Number(cursor) + limit;
        const page = entries.slice(Number(cursor), end);
        sizes.push(page.length);
        const items = page.map((entry) => ({ kind: 'entry', entry }) as const);
        return { items, ...(end < entries.length && { cursor: String(end) }) };
      },
    };
    const stores = openAll(people);
    const file = await write('anna', { ...stores, timeline }, 'many.json');
    expect(new Set(file?.timeline.map(({ id }) => id)).size).toBe(10_000);
    expect(file?.counts['timeline']).toBe(10_000);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(500);
  });

  it('has rejected events of the person, of a packed one only the own members, and no content of others', async () => {
    const people = await openMerged();
    const stores = openAll(people);
    const head = { kind: 'RejectedTouchpoint', code: 'field_malformed', problem: 'p', remedy: 'r' } as const;
    const events: readonly object[] = [
      { source: 's', 'detail-type': 'own', detail: { userId: 'anna', traits: 'mine' } },
      {
        detail: {
          batch: [
            { anonymousId: 'x', note: 'mine' },
            { userId: 'bruno', note: 'secret' },
          ],
        },
      },
      { detail: { userId: 'bruno', properties: { invitedBy: 'Anna@example.com', note: 'secret' } } },
      { detail: { customer: { email: 'ANNA@example.com' }, note: 'mine' } },
      { detail: { userId: 'bruno', note: 'secret' } },
      { detail: { properties: { userIds: 'anna', quantity: 'anna' }, note: 'secret' } },
    ];
    for (const [index, event] of events.entries())
      await stores.rejected?.put({
        ...head,
        id: `r${index}`,
        receivedAt: start,
        event: JSON.stringify(event),
      });
    const deep = `${'['.repeat(100_000)}"anna@example.com"`;
    await stores.rejected?.put({ ...head, id: 'deep', receivedAt: start, event: deep });
    const file = await write('anna', stores, 'rejected.json');
    expect(JSON.stringify(file?.rejectedEvents)).not.toContain('secret');
    expect(file?.rejectedEvents).toHaveLength(5);
    expect(file?.rejectedEvents.filter(({ isAboutSomeoneElse }) => isAboutSomeoneElse)).toHaveLength(1);
    expect(file?.rejectedEvents).toContainEqual(
      expect.objectContaining({ event: expect.objectContaining({ membersOfOthersLeftOut: 1 }) }),
    );
  });

  it('names the recipient of each message, and of a kept email its sender and subject', async () => {
    const people = await openMerged();
    const { id: profileId } = await people.find('userId#anna');
    const { ledger } = people.stack.ports;
    const send = (id: string, more: Partial<SendMessage>) =>
      ledger.claim(makeMessage({ id, profileId, ...more }), 'b1', start, 2_000_000_000);
    await send('M1', { channel: 'email', to: 'former@example.com' });
    await send('M2', { channel: 'push', to: 'gcm:t1', devices: ['apns:t2'] });
    await send('M3', { channel: 'sms', to: '+41791234567', isTest: true });
    const hook = {
      kind: 'CallWebhook',
      id: 'M4',
      profileId,
      origin: 'rule:crm',
      url: 'https://crm.example/s',
    };
    await ledger.claim(hook as CallWebhook, 'b1', start, 2_000_000_000);
    const copies = createMemoryMessageCopies();
    const copy = { profileId, messageId: 'M1', html: '<p>', expiresAt: 2_000_000_000 };
    const headers = { from: 'hello@shop.example', subject: 'News' };
    await copies.keep({ ...copy, ...headers });
    const file = await write('anna', { ...openAll(people), copies }, 'recipients.json');
    const found = Object.fromEntries(file?.messages.map((message) => [message['id'], message]) ?? []);
    expect(found['M1']).toMatchObject({ to: 'former@example.com', ...headers, copyAsSent: '<p>' });
    // M3: as a message from before the ledger kept it.
    const others = [{ pushServices: ['gcm', 'apns'] }, { to: null }, { host: 'crm.example' }];
    expect([found['M2'], found['M3'], found['M4']]).toMatchObject(others);
    expect(file?.addresses.map(({ address }) => address)).toContain('former@example.com');
  });

  it('is undefined for a person who was erased', async () => {
    const people = await openMerged();
    const anna = await people.find('userId#anna');
    await people.stack.ports.profiles.save(eraseProfile(anna, start));
    expect(await write('anna', openAll(people), 'erased.json')).toBeUndefined();
  });

  it('is undefined for an unknown person', async () => {
    expect(await write('unknown', openAll(await openMerged()), 'unknown.json')).toBeUndefined();
  });
});
