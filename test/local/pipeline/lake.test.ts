/** The lake, from events to files by the day of the event: the same SQL in DuckDB as in Athena, on the deployed bundles. */

import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { priceUnits } from '../../../local/price-table.ts';
import { orders } from './config.ts';
import { type Lake, openLake } from './lake-files.ts';
import { listMessages, listStoredIds, type Person, readPerson } from './observe.ts';
import { openPublished, type Session, type Touch } from './session.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
/** Of the policy, which is the last document of `orders`. */
const sensitive = `
sensitive:
  - path: profile.traits.tax_code
  - path: event.properties.products.illness
  - path: account.iban
`;
const people = ['anna', 'bo', 'carla', 'dino'];
let session: Session;
let lake: Lake;

/** Waits for the buffer of Firehose, and for the next hour. */
async function fileRows(): Promise<void> {
  await session.settle();
  await session.advance(16 * minute);
  await session.advance(60 * minute);
  await session.settle();
}

const ago = (milliseconds: number) => new Date(session.cloud.clock.now() - milliseconds).toISOString();

beforeAll(async () => {
  session = await openPublished(orders.trimEnd() + sensitive);
  const signUps = people.map((userId): Touch => {
    const traits = { email: `${userId}@example.com`, tax_code: { number: `HIDDEN-${userId}` } };
    return { name: 'Signed Up', detail: { messageId: `s-${userId}`, userId, traits } };
  });
  await session.put(...signUps);
  await session.settle();
  const order: Touch = {
    name: 'Order Completed',
    detail: { messageId: 'o-1', userId: 'anna', properties: { orderId: 7, revenue: 20.5 } },
  };
  // The source sends one order twice; the properties of another have text where there was a number.
  await session.put(order, order, {
    name: 'Order Completed',
    detail: { messageId: 'o-2', userId: 'bo', properties: { orderId: '8, "blue"\n', revenue: '12' } },
  });
  const session1 = Array.from({ length: 12 }, (_, index) => ({
    type: 'page',
    userId: 'carla',
    messageId: `p-${index}`,
    timestamp: ago((20 - index) * 1_000),
    properties: { path: `/item/${index}` },
  }));
  await session.put({ name: 'Percorso Batch', detail: { batch: session1 } });
  const late = [
    { name: 'Order Completed', detail: { messageId: 'l-1', userId: 'bo', timestamp: ago(5 * day) } },
    {
      name: 'Visited',
      detail: {
        messageId: 'l-2',
        userId: 'dino',
        timestamp: ago(40 * day),
        context: { traits: { tax_code: 'HIDDEN-context' } },
        properties: { products: [{ illness: 'HIDDEN-list', id: 7 }] },
      },
    },
    {
      name: 'Group',
      detail: {
        messageId: 'l-3',
        userId: 'dino',
        type: 'group',
        groupId: 'acme',
        timestamp: ago(5 * day),
        traits: { iban: 'HIDDEN-account', plan: 'pro' },
      },
    },
  ];
  await session.put(...late);
  await fileRows();
  lake = await openLake(session);
});
afterAll(async () => {
  await lake?.close();
  await session.close();
});

it('has each touchpoint of the timelines once, under the day on which it happened', async () => {
  expect(lake.keys.filter((key) => !/^(?:touchpoints|decisions|outcomes|people)\/day=/.test(key))).toEqual(
    [],
  );
  const rows = await lake.query(
    'SELECT message_id, day, occurred_at FROM touchpoints_once ORDER BY message_id',
  );
  const stored = await listStoredIds(session);
  const own = stored.filter((id) => !/^(?:wake|due|definitions):/.test(id));
  expect(rows.map(({ message_id }) => message_id)).toEqual(own);
  expect(new Set(own).size).toBe(own.length);
  for (const { day: folder, occurred_at } of rows) expect(String(occurred_at).slice(0, 10)).toBe(folder);
  const late = rows.filter(({ message_id }) => String(message_id).startsWith('l-'));
  expect(late.map(({ day: folder }) => folder)).toEqual(
    [5, 40, 5].map((days) => ago(days * day).slice(0, 10)),
  );
});

it('keeps what a source sent as text that JSON functions read', async () => {
  const rows = await lake.query(
    "SELECT json_extract_string(properties, '$.orderId') AS id, user_id FROM touchpoints_once WHERE name = 'Order Completed' AND properties <> '{}' ORDER BY user_id",
  );
  expect(rows).toEqual([
    { id: '7', user_id: 'anna' },
    { id: '8, "blue"\n', user_id: 'bo' },
  ]);
});

it('has no value of a sensitive field, which the timeline has', async () => {
  const rows = await lake.query('SELECT * FROM touchpoints_once');
  expect(JSON.stringify(rows)).not.toContain('HIDDEN');
  const { items } = await session.ask<Person>('timeline', 'userId:dino', '--show-sensitive');
  expect(JSON.stringify(items).match(/HIDDEN-\w+/g)?.length).toBeGreaterThanOrEqual(4);
  const [late] = await lake.query(
    "SELECT traits, properties, context FROM touchpoints_once WHERE message_id = 'l-2'",
  );
  expect(late).toMatchObject({ properties: '{"products":[{"illness":"[sensitive]","id":7}]}' });
  const [group] = await lake.query("SELECT context FROM touchpoints_once WHERE message_id = 'l-3'");
  expect(group).toEqual({
    context: '{"group":{"id":"acme","traits":{"iban":"[sensitive]","plan":"pro"}},"groupId":"acme"}',
  });
  const [first] = await lake.query("SELECT traits FROM touchpoints_once WHERE message_id = 's-anna'");
  expect(first).toEqual({ traits: '{"email":"anna@example.com","tax_code":"[sensitive]"}' });
});

it('has the decisions of the timelines, with the message that each requested', async () => {
  const decided = await lake.query(
    "SELECT person_id, message_id FROM decisions_once WHERE reason = 'sent_to_channel' ORDER BY message_id",
  );
  const sent = (
    await Promise.all(
      ['anna', 'bo'].map(async (userId) => {
        const person = await readPerson(session, `userId:${userId}`);
        return listMessages(person).map(({ id }) => ({ person_id: person.profileId, message_id: id }));
      }),
    )
  ).flat();
  expect(decided).toEqual(sent.toSorted((left, right) => (left.message_id < right.message_id ? -1 : 1)));
  expect(sent.length).toBe(2);
});

it('has each outcome of a message once, as many as the statistics count', async () => {
  const counted = await session.ask<StatisticsAnswer>('statistics', 'rule:thanks');
  const total = (measure: string) => counted.totals[measure] ?? 0;
  const days = { first_day: '2026-11-01', last_day: '2026-11-30' };
  const [results, ...others] = await lake.run('channels', days);
  expect(others).toEqual([]);
  expect(total('email.sent')).toBe(2);
  expect(results).toMatchObject({
    ...{ origin: 'rule:thanks', channel: 'email', converted: 0, failed: 0, suppressed: 0 },
    ...Object.fromEntries(
      ['sent', 'delivered', 'opened', 'clicked', 'bounced', 'complained'].map((outcome) => [
        outcome,
        total(`email.${outcome}`),
      ]),
    ),
  });
  expect(results?.['delivered']).toBe(2);
});

it('has its queries printed with the database of the stage', async () => {
  const { exitCode, text } = await session.percorso(
    'lake',
    'queries',
    'channels',
    '--set',
    'first_day=2026-11-01',
  );
  expect([exitCode, text]).toEqual([0, expect.stringContaining('FROM percorso_local.outcomes_once')]);
  expect(text).toContain("day BETWEEN '2026-11-01' AND {{last_day}}");
});

it('puts the rows of an invocation into one record, for little money', async () => {
  const before = session.cloud.meter.snapshot();
  for (let batch = 0; batch < 10; batch += 1) {
    const views = Array.from({ length: 10 }, (_, index): Touch => {
      const userId = `reader-${(batch * 10 + index) % 25}`;
      const properties = { path: `/item/${batch}/${index}`, title: 'A page of the shop', referrer: '/' };
      return { name: 'Product Viewed', detail: { messageId: `v-${batch}-${index}`, userId, properties } };
    });
    await session.put(...views);
  }
  await session.settle();
  const { units } = session.cloud.meter.since(before);
  const bytes = units['firehose.ingested-bytes'] ?? 0;
  const dollars = (priceUnits('firehose.ingested-bytes', bytes) ?? Number.NaN) * 10_000;
  console.log(`100 touchpoints: ${bytes} billed bytes of Firehose, $${dollars.toFixed(3)} per million`);
  // A touchpoint alone costs a record of 5 KB: $0.148 per million.
  expect(dollars).toBeLessThan(0.149);
  expect(bytes % 5120).toBe(0);
});

it('refuses a put that Firehose does not know, or that a caller may not make', async () => {
  const client = (accessKeyId: string) =>
    new FirehoseClient({
      ...{ endpoint: session.cloud.endpoint, region: 'us-east-1' },
      credentials: { accessKeyId, secretAccessKey: 'local' },
    });
  const put = (stream: string, size: number, accessKeyId = 'operator') =>
    client(accessKeyId).send(
      new PutRecordBatchCommand({
        DeliveryStreamName: stream,
        Records: [{ Data: new Uint8Array(size) }],
      }),
    );
  await expect(put('another', 1)).rejects.toThrow('Firehose another under account');
  await expect(put('percorso-local-lake', 1_024_001)).rejects.toThrow('Record size exceeds 1000 KB limit');
  await expect(put('percorso-local-lake', 1, 'policy:OperatorAccess')).rejects.toThrow('not authorized');
});

interface StatisticsAnswer {
  readonly totals: Readonly<Record<string, number>>;
}
