/** The ready queries of the lake over the purchases of CDNOW, of long ago and with faults, compared with plain counts. */
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { findCdnow, type Purchase, readPurchases, toTouchpointLine } from '../../bench/cdnow.ts';
import { orderCount } from '../../harness/sample-documents.ts';
import { type Lake, openLake } from './lake-files.ts';
import { openPublished, type Session, type Touch } from './session.ts';

const file = findCdnow();
const customers = 30;
const minute = 60_000;
const week = 7 * 86_400_000;
const span = { first_day: '1997-01-01', last_day: '1998-12-31' };

interface Row {
  readonly customer: string;
  readonly at: number;
  readonly name: string;
}

let session: Session;
let lake: Lake;
const rows: Row[] = [];

beforeAll(async () => {
  if (file === undefined) return;
  session = await openPublished(orderCount);
  const purchases: Purchase[] = [];
  for await (const purchase of readPurchases(file)) {
    if (Number(purchase.customer) <= customers) purchases.push(purchase);
  }
  const touches = purchases.flatMap((purchase): Touch[] => {
    const { source, detailType, detail } = JSON.parse(toTouchpointLine(purchase));
    const { messageId, userId } = detail;
    // A visit before, and a review a day after each purchase of more than one item.
    const visit = { messageId: `visit-${messageId}`, userId, timestamp: `${purchase.day}T11:00:00Z` };
    const review = { messageId: `review-${messageId}`, userId, timestamp: `${purchase.day}T20:00:00Z` };
    return [
      { name: detailType, detail, source },
      { name: 'Shop Visited', detail: visit, source },
      ...(purchase.quantity > 1 ? [{ name: 'Product Reviewed', detail: review, source }] : []),
    ];
  });
  for (const { name, detail } of touches) {
    const { userId, timestamp } = detail as { readonly userId: string; readonly timestamp: string };
    rows.push({ customer: userId, at: Date.parse(timestamp), name });
  }
  const operation = 'firehose:PutRecordBatch';
  session.cloud.faults.add({ operation, kind: 'failBefore', probability: 0.3, count: 12 });
  session.cloud.faults.add({ operation, kind: 'failAfter', probability: 0.3, count: 12 });
  for (let first = 0; first < touches.length; first += 10) {
    await session.put(...touches.slice(first, first + 10));
  }
  await session.settle();
  await session.advance(76 * minute);
  await session.settle();
  lake = await openLake(session);
});
afterAll(async () => {
  await lake?.close();
  await session?.close();
});

it.skipIf(file === undefined)('count each purchase once, in its own day of 1997 and 1998', async () => {
  expect(inject('cdkOut')).not.toBe('');
  const counted = await lake.query(
    "SELECT day, name, count(*) AS rows FROM touchpoints_once WHERE day < '1999-01-01' GROUP BY day, name ORDER BY day, name",
  );
  const expected = Map.groupBy(rows, ({ at, name }) => `${new Date(at).toISOString().slice(0, 10)} ${name}`);
  expect(counted.map(({ day, name, rows: count }) => [`${day} ${name}`, count])).toEqual(
    [...expected]
      .map(([key, { length }]) => [key, length])
      .sort(([left = ''], [right = '']) => (left < right ? -1 : 1)),
  );
  const [repeats] = await lake.query('SELECT count(*) AS rows FROM touchpoints');
  expect(Number(repeats?.['rows'])).toBeGreaterThanOrEqual(rows.length);
});

it.skipIf(file === undefined)('make the table of weekly cohorts', async () => {
  const weekOf = (at: number) => {
    const day = Math.floor(at / 86_400_000);
    // 1970-01-01 was a Thursday: weeks begin on Monday.
    return (day - ((day + 3) % 7)) * 86_400_000;
  };
  const orders = rows.filter(({ name }) => name === 'Order Completed');
  const cells = new Map<string, number>();
  for (const own of Map.groupBy(orders, ({ customer }) => customer).values()) {
    const weeks = [...new Set(own.map(({ at }) => weekOf(at)))].sort((left, right) => left - right);
    const [first = 0] = weeks;
    for (const one of weeks) {
      const cell = `${new Date(first).toISOString().slice(0, 10)} ${(one - first) / week}`;
      cells.set(cell, (cells.get(cell) ?? 0) + 1);
    }
  }
  const table = await lake.run('cohorts', { ...span, event: 'Order Completed' });
  expect(table.length).toBeGreaterThan(20);
  expect(
    new Map(
      table.map(({ cohort, week: after, people }) => [`${String(cohort).slice(0, 10)} ${after}`, people]),
    ),
  ).toEqual(cells);
});

it.skipIf(file === undefined)('make the funnel of three steps within a window', async () => {
  const [first, second, third] = ['Shop Visited', 'Order Completed', 'Product Reviewed'];
  for (const days of [1, 400]) {
    let [visited, ordered, reviewed] = [0, 0, 0];
    for (const own of Map.groupBy(rows, ({ customer }) => customer).values()) {
      const next = (name: string | undefined, from: number, until: number) =>
        own
          .filter((row) => row.name === name && row.at >= from && row.at <= until)
          .reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY);
      const start = next(first, 0, Number.POSITIVE_INFINITY);
      if (start === Number.POSITIVE_INFINITY) continue;
      visited += 1;
      const end = start + days * 86_400_000;
      const order = next(second, start, end);
      if (order === Number.POSITIVE_INFINITY) continue;
      ordered += 1;
      if (next(third, order, end) !== Number.POSITIVE_INFINITY) reviewed += 1;
    }
    const steps = { step_1: 'Shop Visited', step_2: 'Order Completed', step_3: 'Product Reviewed' };
    const funnel = await lake.run('funnel', { ...span, ...steps, within_days: String(days) });
    expect(funnel).toEqual([
      { step: 1, name: first, people: visited },
      { step: 2, name: second, people: ordered },
      { step: 3, name: third, people: reviewed },
    ]);
    expect(reviewed).toBeLessThan(visited);
  }
});
