/** What a changed contract means for the events that were counted: only what their fields and types show. */
import { expect, it } from 'vitest';
import { type Forecast, forecastBreaches } from '../../../app/contracts/forecast-breaches.ts';
import type { InventoryBatch } from '../../../app/ports/inventory-store.ts';
import { addForecast } from '../../../cli/output/format-forecast.ts';
import type { EventDocument } from '../../../engine/model/documents/event-document.ts';

const now = Date.parse('2026-11-20T10:00:00Z');

const batch: InventoryBatch = {
  process: 'p',
  day: '2026-11-20',
  others: 0,
  events: ['shop', 'pos'].map((source) => ({
    ...{ name: 'Order Completed', source, count: 100, first: now, last: now },
    fields: {
      'properties.orderId': [100, ['text']],
      'properties.revenue': [90, source === 'shop' ? ['number'] : ['text', 'number']],
      'properties.note': [5, ['text']],
      'properties.address': [40, ['object']],
      'properties.address.city': [30, ['text']],
      'properties.items': [100, ['list']],
      'properties.items.[]': [100, ['object']],
      'properties.items.[].sku': [80, ['number']],
      'traits.email': [60, ['text']],
    },
  })),
};
const open = async () => ({
  list: async (day: string) => ({ batches: day === batch.day ? [batch] : [] }),
});

const contract = (more: Partial<EventDocument>): EventDocument => ({
  ...{ kind: 'event', id: 'order', status: 'live', event: 'Order Completed', onBreach: 'reject' },
  ...more,
});

async function forecast(after: readonly EventDocument[], before: readonly EventDocument[] = []) {
  return (await forecastBreaches({ before, after }, open, now)) as Forecast | undefined;
}

async function problemsOf(more: Partial<EventDocument>, source = 'shop') {
  const { events = [] } = (await forecast([contract({ source, ...more })])) ?? {};
  const [{ breaking, problems } = { breaking: -1, problems: [] }] = events;
  return [breaking, ...problems.map(({ path, events: of, isPossible }) => [path, of, isPossible ?? false])];
}

it.each([
  ['a field that all have', { required: ['orderId'] }, [0]],
  ['a required field that some lack', { required: ['revenue'] }, [10, ['properties.revenue', 10, false]]],
  ['a required field that none has', { required: ['currency'] }, [100, ['properties.currency', 100, false]]],
  [
    'another type',
    { properties: { orderId: { type: 'number' } } },
    [100, ['properties.orderId', 100, false]],
  ],
  ['a whole number, which a number may be', { properties: { revenue: { type: 'integer' } } }, [0]],
  [
    'values of another type',
    { properties: { revenue: { enum: ['1', '2'] } } },
    [90, ['properties.revenue', 90, false]],
  ],
  ['values, which are not counted', { properties: { orderId: { enum: ['a'], pattern: 'b' } } }, [0]],
  [
    'a member of an object that not all have',
    { properties: { address: { type: 'object', required: ['city'] } } },
    [10, ['properties.address.city', 10, false]],
  ],
  [
    'a reference, with a type in the items of a list, and no members that each item must have',
    {
      properties: { items: { items: { $ref: '#/$defs/item' } } },
      $defs: { item: { required: ['sku'], properties: { sku: { type: 'string' } } } },
    },
    [80, ['properties.items.[].sku', 80, false]],
  ],
  [
    'fields that are not named',
    { additionalProperties: false, properties: { orderId: {}, revenue: {}, address: {}, items: true } },
    [5, ['properties.note', 5, false]],
  ],
  ['a name that looks like data', { required: ['4711@example.com'], properties: { '123456': false } }, [0]],
])('compares %s', async (_, schema, expected) => {
  expect(await problemsOf({ schema })).toEqual(expected);
});

it('says "some" where a field has values of several types', async () => {
  const schema = { properties: { revenue: { type: 'number' } } };
  expect(await problemsOf({ schema }, 'pos')).toEqual([0, ['properties.revenue', 90, true]]);
});

it('compares traits, and only events for which another contract applies than before', async () => {
  const ofAll = contract({ traitsSchema: { required: ['email'] } });
  const ofShop = contract({ id: 'shop', source: 'shop', schema: {} });
  const found = await forecast([ofAll], [ofAll, ofShop]);
  expect(found?.events.map(({ source, breaking }) => [source, breaking])).toEqual([['shop', 40]]);
  expect(await forecast([ofAll, ofShop], [ofAll, ofShop])).toBeUndefined();
  expect(await forecast([contract({ status: 'draft' })])).toBeUndefined();
});

it('prints what it knows, and what it does not', async () => {
  const other = contract({ id: 'refund', event: 'Refund', source: 'shop' });
  const answer = await forecast([contract({ source: 'shop', schema: { required: ['revenue'] } }), other]);
  const { lines, json } = addForecast({ exitCode: 0, json: {}, lines: [] }, answer, false);
  expect(lines).toEqual([
    'event/order (reject): at least 10 of 100 events "Order Completed" from shop of the last 7 days would break it.',
    '  properties.revenue: missing (required) in 10 events',
    'event/refund: no event of it was counted in the last 7 days.',
    expect.stringContaining('fields and types only'),
  ]);
  expect(json).toMatchObject({ forecast: { days: 7, unseen: ['event/refund'] } });
  const failed = addForecast({ exitCode: 0, json: {}, lines: [] }, { failure: new Error('denied') }, true);
  expect(failed.lines).toEqual([expect.stringContaining('not compared')]);
});
