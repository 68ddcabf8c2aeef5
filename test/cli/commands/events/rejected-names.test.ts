/** A mistyped event or source in a filter of rejected events is an error that names the nearest one. */
import { expect, it } from 'vitest';
import { createMemoryRejectedStore } from '../../../../adapters/memory/rejected-store.ts';
import type { RejectedFilter } from '../../../../app/rejected/find-kept.ts';
import { findUnknownName } from '../../../../app/rejected/find-unknown-name.ts';
import { showInventory } from '../../../../cli/commands/events/events.ts';

const store = createMemoryRejectedStore();
const event = { id: 'e', source: 'shop', 'detail-type': 'Order Completed', detail: {} };
await store.put({
  ...{ kind: 'RejectedTouchpoint', id: 'e', code: 'no_identity', problem: '', remedy: '', receivedAt: 1_000 },
  event: JSON.stringify(event),
});
const find = (filter: RejectedFilter) =>
  findUnknownName(store, filter, async () => ({ events: ['Signed Up'], sources: ['pos'] }));

it.each<[string, RejectedFilter]>([
  ['no name', { code: 'id_invalid' }],
  ['a rejected event', { event: 'Order Completed' }],
  ['a rejected event, of which nothing has the code', { event: 'Order Completed', code: 'id_invalid' }],
  ['an event that the stage knows, of which nothing is rejected', { event: 'Signed Up', source: 'pos' }],
])('a filter with %s is good', async (_, filter) => {
  expect(await find(filter)).toBeUndefined();
});

it.each<[string, RejectedFilter, string]>([
  ['an event', { event: 'Order Compleetd' }, 'Did you mean "Order Completed"?'],
  ['an event of the counts', { event: 'Signd Up' }, 'Did you mean "Signed Up"?'],
  ['a source', { source: 'shp' }, 'Did you mean "shop"?'],
])('a mistyped name of %s is not', async (_, filter, suggestion) => {
  const unknown = await find(filter);
  expect(unknown?.problem).toMatch(/^No (event|source) ".*" is known\.$/);
  expect(unknown?.remedy).toContain(suggestion);
});

it('percorso events: an unknown name is an error, and a known one without events is not', async () => {
  const now = Date.parse('2026-11-20T10:00:00Z');
  const counted = { name: 'Signed Up', source: 'shop', count: 1, first: now, last: now, fields: {} };
  const batch = { process: 'p', day: '2026-11-10', events: [counted], others: 0 };
  const list = async (day: string) => ({ batches: day === batch.day ? [batch] : [] });
  const show = (name: string) => showInventory({ list }, undefined, { now, days: 3, name });
  expect(await show('Signed Up')).toMatchObject({
    exitCode: 1,
    lines: ['No event "Signed Up" in the last 3 days.'],
  });
  await expect(show('Signed Upp')).rejects.toMatchObject({
    message: 'No event "Signed Upp" is known.',
    remedy: 'Known: Signed Up. Did you mean "Signed Up"?',
  });
});
