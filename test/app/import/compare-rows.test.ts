/** What a dry run says that rows would change is what they change. */
import { describe, expect, it } from 'vitest';
import { startComparison } from '../../../app/import/compare-rows.ts';
import type { TouchpointLine } from '../../../app/ingest/touchpoint-line.ts';
import { openPeople, type People, start } from '../identity/merge-story.ts';
import { crm, mapRows, orders, writeRow } from './import-story.ts';

async function compare({ stack }: People, lines: readonly TouchpointLine[]) {
  const { identities, profiles, programStore: programs, timeline: touchpoints } = stack.ports;
  const stores = { identities, profiles, programs, touchpoints };
  const { add, comparison } = await startComparison(stores, start);
  for (const line of lines) await add(line);
  return comparison;
}

const rows = mapRows('i', crm, [
  { id: 'anna', mail: 'anna@new.example', city: 'Rome', news: 'yes' },
  { id: 'bert', mail: 'bert@example.com', city: '', news: 'yes' },
  { id: 'cleo', mail: 'cleo@example.com', city: 'Bari', news: 'yes' },
  { id: 'cleo', mail: 'cleo@example.com', city: 'Lecce', news: 'no' },
]);

const visits: typeof crm = {
  ...crm,
  columns: {
    id: { to: 'userId' },
    web: { to: 'anonymousId' },
    mail: { to: 'traits.email' },
    tel: { to: 'traits.phone' },
  },
};

async function openShop(): Promise<People> {
  const people = await openPeople();
  const context = { consent: { email: false } };
  await people.say(
    { id: 'a', ago: 900, userId: 'anna', email: 'anna@example.com', traits: { city: 'Rome' } },
    { id: 'b', ago: 900, userId: 'bert', email: 'bert@example.com', traits: { city: 'Pisa' }, context },
  );
  return people;
}

describe('a comparison of rows with the stored profiles', () => {
  it('says who is new, which traits change, and which yes has no effect because of a no', async () => {
    const people = await openShop();
    const found = await compare(people, rows);
    expect(found.people).toEqual({ created: 1, known: 2 });
    expect(Object.fromEntries(found.traits)).toEqual({
      email: { added: 1, changed: 1, removed: 0, kept: 2 },
      city: { added: 1, changed: 1, removed: 1, kept: 1 },
    });
    expect(Object.fromEntries(found.consents)).toEqual({ email: { granted: 2, refused: 1, denied: 1 } });
    expect(found.examples).toContainEqual({ line: 3, trait: 'city', before: 'Pisa', after: undefined });
    expect(found.reads).toBeGreaterThan(0);
  });

  it('writes nothing, and says what the import then does', async () => {
    const people = await openShop();
    const before = [await people.find('userId#anna'), await people.find('userId#bert')];
    const { examples } = await compare(people, rows);
    expect([await people.find('userId#anna'), await people.find('userId#bert')]).toEqual(before);
    for (const row of rows) people.stack.queues.get('profile').sendText(writeRow(row, start));
    await people.actor.advance();
    for (const { trait, line, after } of examples.filter(({ line }) => line < 4)) {
      const { traits } = await people.find(line === 2 ? 'userId#anna' : 'userId#bert');
      expect(traits[trait]?.value ?? undefined).toEqual(after);
    }
    expect((await people.find('userId#bert')).consents['email']?.state).toBe('denied');
    expect((await compare(people, rows)).repeated).toBe(4);
  });

  it('counts events that are counted under another id: a corrected file of a mapping without an id', async () => {
    const people = await openShop();
    const old = { id: 'anna', revenue: '10', at: '2026-01-01' };
    const mapped = (file: string, revenue: string) =>
      mapRows(file, orders, [
        old,
        { id: 'bert', revenue, at: '2026-01-02' },
        { id: 'new', revenue: '1', at: '2026-01-03' },
      ]);
    for (const row of mapped('i', '20')) people.stack.queues.get('profile').sendText(writeRow(row, start));
    await people.actor.advance();
    const { alike, reused, repeated } = await compare(people, mapped('j', '25'));
    expect(alike).toEqual({ rows: 2, lines: [2, 4], imports: new Map([['i', 2]]) });
    expect([reused.rows, repeated]).toEqual([0, 0]);
    expect((await compare(people, mapped('i', '20'))).alike.rows).toBe(0);
  });

  it('finds a no of another profile for the address', async () => {
    const people = await openShop();
    const lines = mapRows('j', crm, [{ id: 'dora', mail: 'bert@example.com', city: '', news: 'yes' }]);
    expect((await compare(people, lines)).consents.get('email')).toMatchObject({ granted: 0, refused: 1 });
  });

  it.each<[string, readonly [number, number], readonly Readonly<Record<string, string>>[]]>([
    [
      'a stranger who knows the email binds no phone: ADR 92',
      [1, 1],
      [{ web: 'bad', mail: 'anna@example.com', tel: '+393331239991' }, { tel: '+393331239991' }],
    ],
    [
      'a session of two users is of neither: ADR 87',
      [2, 1],
      [{ id: 'anna', web: 'kiosk' }, { id: 'cleo', web: 'kiosk' }, { web: 'kiosk' }],
    ],
    [
      'a system binds a phone',
      [0, 1],
      [{ mail: 'anna@example.com', tel: '+393331239991' }, { tel: '+393331239991' }],
    ],
  ])('finds the people whom the stage finds: %s', async (_rule, [created, known], records) => {
    const people = await openShop();
    const lines = mapRows('g', visits, records);
    expect((await compare(people, lines)).people).toEqual({ created, known });
    for (const row of lines) people.stack.queues.get('profile').sendText(writeRow(row, start));
    await people.actor.advance();
    expect(people.stack.ports.profiles.listIds()).toHaveLength(2 + created);
  });
});
