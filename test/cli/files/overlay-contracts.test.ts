/** The contracts of files in the place of those in force, to try a replay. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { overlayContracts } from '../../../cli/files/overlay-contracts.ts';
import type { EventDocument } from '../../../engine/model/documents/event-document.ts';
import { type Folder, openFolder } from '../../harness/run-command.ts';

let folder: Folder;
beforeEach(() => {
  folder = openFolder();
});
afterEach(() => folder.remove());

const make = (id: string, event: string, source?: string): EventDocument => ({
  ...{ kind: 'event', id, status: 'live', event, onBreach: 'quarantine', schema: {} },
  ...(source === undefined ? {} : { source }),
});
const published = [make('order', 'Order'), make('order-pos', 'Order', 'pos'), make('refund', 'Refund')];

async function overlay(...documents: readonly string[]) {
  folder.write('c.yaml', documents.join('\n---\n'));
  const contracts = await overlayContracts(
    published,
    'c.yaml',
    folder.path,
    Date.parse('2026-11-20T10:00:00Z'),
  );
  return contracts.map(({ id, event, source, status, onBreach }) =>
    [id, event, source ?? '*', status, onBreach].join(' '),
  );
}

const write = (id: string, event: string, more = 'status: live') =>
  `kind: event\nid: ${id}\nevent: ${event}\nonBreach: warn\nschema: { type: object }\n${more}`;

const order = 'order Order * live quarantine';
const pos = 'order-pos Order pos live quarantine';
const refund = 'refund Refund * live quarantine';

it.each([
  [
    'a contract of another event is added',
    write('new', 'Seen'),
    [order, pos, refund, 'new Seen * live warn'],
  ],
  [
    'a draft counts as live',
    write('order', 'Order', 'status: draft'),
    [pos, refund, 'order Order * live warn'],
  ],
  ['one of the same id replaces it', write('order', 'Other'), [pos, refund, 'order Other * live warn']],
  [
    'one of the same event for all sources replaces it',
    write('x', 'Order'),
    [pos, refund, 'x Order * live warn'],
  ],
  [
    'one of the same event and source replaces that of the source',
    write('x', 'Order', 'status: live\nsource: pos'),
    [order, refund, 'x Order pos live warn'],
  ],
  [
    'one of a source that has none is added',
    write('x', 'Order', 'status: live\nsource: web'),
    [order, pos, refund, 'x Order web live warn'],
  ],
  ['an archived one removes it', write('order', 'Order', 'status: archived'), [pos, refund]],
  ['a paused one removes it', write('order-pos', 'Order', 'status: paused\nsource: pos'), [order, refund]],
])('%s', async (_, document, expected) => {
  expect(await overlay(document)).toEqual(expected);
});

it('other documents of the file do not count, and those that are invalid do not matter', async () => {
  expect(await overlay(write('order', 'Order'), 'kind: rule\nid: r\nstatus: live')).toEqual([
    ...[pos, refund],
    'order Order * live warn',
  ]);
});

it.each([
  ['no contract', 'kind: segment\nid: s\nstatus: live\ncondition: { segment: s2 }', 'has no contract'],
  ['an invalid contract', write('x', 'Order', 'status: live\nextra: 1'), 'has an invalid contract'],
  [
    'a schema that is none',
    write('x', 'Order').replace('type: object', 'type: odd'),
    'has an invalid contract',
  ],
])('a file with %s is an error', async (_, document, message) => {
  await expect(overlay(document)).rejects.toThrow(message);
});
