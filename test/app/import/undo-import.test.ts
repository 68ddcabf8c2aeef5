/** An undone import leaves what there would be without it, and can be imported again. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TouchpointLine } from '../../../app/ingest/touchpoint-line.ts';
import type { RunTaskBatch } from '../../../app/ports/run-task.ts';
import type { Profile } from '../../../engine/model/profile.ts';
import { findFlaw } from '../../harness/crash-run.ts';
import { makeEventText } from '../../harness/events.ts';
import { type MemoryStack, peekMessages } from '../../harness/memory-stack.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';
import { openPeople, type People, start } from '../identity/merge-story.ts';
import { crm, mapRows, orders, writeRow } from './import-story.ts';

const SECOND = 1_000;
const DAY = 86_400_000;

function sendUndo({ queues }: Pick<MemoryStack, 'queues'>, profileId: string, undo: string): void {
  const task = { kind: 'backfill', version: 1, traits: [], triggers: false, undo } as const;
  const body: RunTaskBatch = { kind: 'RunTaskBatch', profileIds: [profileId], task };
  queues.get('profile').sendText(JSON.stringify(body));
}

async function undo({ stack, actor, find }: People, importId: string): Promise<void> {
  sendUndo(stack, (await find('userId#u')).id, importId);
  await actor.advance();
}

/** What the import and its undo must not change. */
function compare({ traits, computed, consents, segments, lastSeenAt }: Profile) {
  return { traits, computed, consents, segments: Object.keys(segments), lastSeenAt };
}

type Step =
  | { readonly kind: 'said'; readonly city: string | null; readonly consent?: boolean; readonly late: number }
  | { readonly kind: 'bought'; readonly revenue: number; readonly late: number }
  | { readonly kind: 'row'; readonly importId: string; readonly city: string; readonly news: string }
  | { readonly kind: 'order'; readonly importId: string; readonly revenue: number };

const cities = fc.constantFrom('Rome', 'Pisa', 'Bari');
const late = fc.constantFrom(0, 0, 3, 7);
const importId = fc.constantFrom('i', 'i', 'j');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record(
    {
      kind: fc.constant('said' as const),
      city: fc.oneof(cities, fc.constant(null)),
      consent: fc.boolean(),
      late,
    },
    { requiredKeys: ['kind', 'city', 'late'] },
  ),
  fc.record({ kind: fc.constant('bought' as const), revenue: fc.integer({ min: 1, max: 300 }), late }),
  fc.record({
    kind: fc.constant('row' as const),
    importId,
    city: fc.oneof(cities, fc.constant('')),
    news: fc.constantFrom('', 'yes'),
  }),
  fc.record({ kind: fc.constant('order' as const), importId, revenue: fc.integer({ min: 1, max: 300 }) }),
);

/** Each step is received two seconds after the one before. */
function write(one: Step, index: number): string {
  const at = start - DAY + index * 2 * SECOND;
  const line = (lines: readonly TouchpointLine[]) => {
    const [row] = lines;
    if (row === undefined) throw new Error('one row');
    return row;
  };
  if (one.kind === 'row') {
    const { city, news } = one;
    const row = line(mapRows(`${one.importId}`, crm, [{ id: 'u', mail: '', city, news }]));
    return writeRow(renumber(row, index), at);
  }
  if (one.kind === 'order') {
    const row = line(mapRows(one.importId, orders, [{ id: 'u', revenue: String(one.revenue), at: '' }]));
    return writeRow(renumber(row, index), at);
  }
  const timestamp = new Date(at - one.late * SECOND).toISOString();
  const event = { id: `e${index}`, userId: 'u', at };
  if (one.kind === 'bought') {
    const properties = { revenue: one.revenue, sku: `sku-${index}` };
    return makeEventText({ ...event, name: 'Order Completed', detail: { timestamp, properties } });
  }
  const context = one.consent === undefined ? {} : { consent: { email: one.consent } };
  return makeEventText({
    ...event,
    name: 'Said',
    detail: { timestamp, traits: { city: one.city }, context },
  });
}

function renumber({ touchpoint, ...row }: TouchpointLine, index: number): TouchpointLine {
  return {
    ...row,
    touchpoint: { ...touchpoint, detail: { ...touchpoint.detail, messageId: `row-${index}` } },
  };
}

async function play(steps: readonly Step[], isKept: (one: Step) => boolean): Promise<People> {
  const people = await openPeople();
  people.stack.queues
    .get('profile')
    .sendText(makeEventText({ id: 'first', name: 'Signed Up', userId: 'u', at: start - 2 * DAY }));
  await people.actor.advance();
  for (const [index, one] of steps.entries()) {
    if (!isKept(one)) continue;
    people.stack.queues.get('profile').sendText(write(one, index));
    await people.actor.advance();
  }
  return people;
}

const isOfImport = (one: Step) => 'importId' in one && one.importId === 'i';
const live = ({ stack }: People) => ({
  mails: peekMessages(stack, 'email').map(({ template }) => template),
  emitted: stack.emitted.filter(({ properties }) => properties['historical'] !== true),
});

describe('an import that is undone', () => {
  it('leaves what there would be without it, in every order with what others say', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 9 }), async (steps) => {
        const [with_, without] = [await play(steps, () => true), await play(steps, (s) => !isOfImport(s))];
        await undo(with_, 'i');
        const [left, right] = [await with_.find('userId#u'), await without.find('userId#u')];
        expect(compare(left)).toEqual(compare(right));
        expect(live(with_).mails).toEqual(live(without).mails);
        await undo(with_, 'i');
        expect(compare(await with_.find('userId#u'))).toEqual(compare(right));
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it('keeps its no, and what was stated after it', async () => {
    const people = await openPeople();
    const rows = mapRows('i', crm, [{ id: 'u', mail: 'u@example.com', city: 'Rome', news: 'no' }]);
    await people.say({ id: 'a', ago: 900, userId: 'u', traits: { city: 'Pisa', tier: 'gold' } });
    for (const row of rows) people.stack.queues.get('profile').sendText(writeRow(row, start - 800 * SECOND));
    await people.actor.advance();
    await people.say({ id: 'b', ago: 700, userId: 'u', traits: { city: 'Bari' } });
    await undo(people, 'i');
    const { traits, consents } = await people.find('userId#u');
    expect(traits).toMatchObject({ city: { value: 'Bari' }, tier: { value: 'gold' } });
    expect(traits['email']).toBeUndefined();
    expect(consents['email']?.state).toBe('denied');
  });

  it('restores values that are older than the timeline, and subtracts from counts that are', async () => {
    const people = await openPeople();
    await people.say({
      id: 'a',
      ago: 900,
      name: 'Order Completed',
      userId: 'u',
      traits: { city: 'Pisa' },
      revenue: 10,
    });
    const { id } = await people.find('userId#u');
    for (const entry of people.stack.ports.timeline.listAllEntries())
      await people.stack.ports.timeline.removeEntries([entry]);
    // More than the timeline keeps.
    people.stack.clock.now += 500 * DAY;
    const at = people.stack.clock.now;
    const rows = [
      ...mapRows('i', crm, [{ id: 'u', mail: '', city: 'Rome', news: '' }]),
      ...mapRows('i', orders, [{ id: 'u', revenue: '5', at: '' }]).map((row) => renumber(row, 7)),
    ];
    for (const row of rows) people.stack.queues.get('profile').sendText(writeRow(row, at));
    await people.actor.advance();
    expect((await people.find('userId#u')).computed['revenue']?.sum).toBe(15);
    sendUndo(people.stack, id, 'i');
    sendUndo(people.stack, id, 'i');
    await people.actor.advance();
    const { traits, computed } = await people.find('userId#u');
    expect(traits['city']?.value).toBe('Pisa');
    expect(computed['revenue']?.sum).toBe(10);
    expect(computed['orders']?.count).toBe(1);
    expect(computed['last_sku']?.value).toBe('sku-a');
  });

  it('can be imported again, and its yes is on record as withdrawn', async () => {
    const people = await openPeople();
    const [row] = mapRows('i', crm, [{ id: 'u', mail: 'u@example.com', city: 'Rome', news: 'yes' }]);
    if (row === undefined) throw new Error('one row');
    const send = async (at: number) => {
      people.stack.queues.get('profile').sendText(writeRow(row, at));
      await people.actor.advance();
    };
    await send(start - 60 * SECOND);
    expect((await people.find('userId#u')).consents['email']?.state).toBe('granted');
    await undo(people, 'i');
    const person = await people.find('userId#u');
    expect(person.consents['email']).toBeUndefined();
    expect(person.traits).toEqual({});
    const { records } = await people.stack.ports.consents.list(person.id, 10);
    expect(records.map(({ name, consents }) => [name, consents[0]?.effect])).toEqual([
      ['Import Undone', 'withdrawn'],
      ['Identify', 'changed'],
    ]);
    await send(start - 30 * SECOND);
    expect((await people.find('userId#u')).traits['city']?.value).toBe('Rome');
  });

  it('ends the same whatever call fails during the undo', async () => {
    const rows = [
      ...mapRows('i', crm, [{ id: 'u', mail: 'u@example.com', city: 'Rome', news: 'yes' }]),
      ...mapRows('i', orders, [{ id: 'u', revenue: '5', at: '' }]).map((row) => renumber(row, 7)),
    ];
    const flaw = await findFlaw({
      story: {
        start,
        snapshot: sampleSnapshot,
        async play(stack, actor) {
          const queue = stack.queues.get('profile');
          const detail = { traits: { city: 'Pisa' } };
          queue.sendText(
            makeEventText({ id: 'a', name: 'Said', userId: 'u', at: start - 9 * SECOND, detail }),
          );
          await actor.advance();
          for (const row of rows) queue.sendText(writeRow(row, start));
          await actor.advance();
          sendUndo(stack, stack.ports.identities.bindings().get('userId#u') ?? '', 'i');
          await actor.advance();
          stack.clock.now += DAY;
          await actor.sweep();
        },
      },
    });
    expect(flaw).toBeUndefined();
  }, 60_000);
});
