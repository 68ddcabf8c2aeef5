/** A query of the warehouse, from its document to people and messages, on the deployed bundles. */
import { readFileSync } from 'node:fs';
import { AthenaClient, StartQueryExecutionCommand } from '@aws-sdk/client-athena';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { priceUnits } from '../../../local/price-table.ts';
import { openSession, type Session } from './session.ts';

let session: Session;
let lake: S3Client;
let bucket: string;
const minute = 60_000;

beforeAll(async () => {
  session = await openSession({ startAt: '2026-11-23T09:30:00Z' });
  lake = new S3Client({
    ...{ endpoint: session.cloud.endpoint, region: 'us-east-1', forcePathStyle: true },
    credentials: { accessKeyId: 'operator', secretAccessKey: 'local' },
  });
  bucket = session.output('WarehouseBucket');
});
afterAll(() => session.close());

const putTable = (table: string, lines: readonly string[]) =>
  lake.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: `tables/marts/${table}/part-1.csv`,
      Body: [...lines, ''].join('\n'),
    }),
  );
const customers = (rows: readonly string[]) =>
  putTable('customers', ['customer_id,email,lifetime_value,note,newsletter,updated_at', ...rows]);

const documents = (more = '') => `
kind: query
id: customer-values
status: live
schedule: { at: 2026-11-23T10:00:00Z, repeat: "FREQ=DAILY" }
sql: |
  SELECT customer_id, email, lifetime_value, note, newsletter, updated_at -- what changed
  FROM marts.customers WHERE updated_at >= ?
parameters: [since]
${more}
mapping:
  source: warehouse
  columns:
    customer_id: userId
    email: traits.email
    lifetime_value: { to: traits.lifetimeValue, type: number }
    note: traits.note
    newsletter: consent.email
    updated_at: ignore
---
kind: segment
id: valuable
status: live
condition: { profile: { traits: { lifetimeValue: [{ numeric: [">=", 1000] }] } } }
---
kind: template
id: thanks
status: live
channel: email
class: transactional
content: { subject: "Thank you", html: "<p>Thank you.</p>" }
---
kind: rule
id: thanks
status: live
trigger: { segment: valuable, on: entered }
actions:
  - send: thanks
`;

/** The run starts at its minute, and reads the result in the next ones. */
async function runUntil(moment: string): Promise<void> {
  const now = session.cloud.clock.now();
  await session.advance(Math.max(Date.parse(moment) - now, 0));
  for (let step = 0; step < 4; step += 1) {
    await session.settle();
    await session.advance(minute);
  }
  await session.settle();
}

it('makes traits, consents and segments of rows at its moment, and messages no one at the first run', async () => {
  await customers([
    'anna,anna@example.com,1500.5,"says ""hi"", often",yes,2026-11-20 08:00:00',
    'bo,bo@example.com,20,,no,2026-11-21 08:00:00',
    ',none,5,,,2026-11-21 08:00:00',
  ]);
  const { exitCode, text } = await session.publish(documents('triggers: live'));
  expect(exitCode === 0 ? '' : text).toBe('');
  // Its schedule is planned within a minute.
  await session.advance(minute);
  await session.settle();
  expect((await session.percorso('queries')).text).toContain('2026-11-23 10:00');
  await runUntil('2026-11-23T10:00:30Z');

  const list = await session.ask<{ queries: Record<string, unknown>[] }>('queries');
  expect(list.queries).toMatchObject([
    { id: 'customer-values', state: 'succeeded', rows: 3, sent: 2, rejected: 1 },
  ]);
  expect(await session.ask('profile', 'userId:anna')).toMatchObject({
    traits: {
      email: { value: 'anna@example.com' },
      lifetimeValue: { value: 1500.5 },
      note: { value: 'says "hi", often' },
    },
    segments: { valuable: expect.anything() },
  });
  expect(session.emailsTo('anna@example.com')).toEqual([]);
  expect((await session.percorso('queries', 'show', 'customer-values')).text).toContain('line 4');
  const rows = ['--code', 'row_rejected'];
  const listed = await session.percorso('rejected', 'list', ...rows);
  expect(listed).toMatchObject({ exitCode: 0, text: expect.stringContaining('row_rejected') });
  expect((await session.percorso('rejected', 'replay', ...rows)).text).toContain('row of a query');
  expect(await session.percorso('rejected', 'remove', ...rows)).toMatchObject({ exitCode: 0 });
});

it('costs what docs/deploy.md says while no query is due', async () => {
  const before = session.cloud.meter.snapshot();
  await session.advance(20 * minute, minute);
  await session.settle();
  const callers = Object.entries(session.cloud.meter.since(before).byCaller);
  const [, units = {}] = callers.find(([caller]) => caller.startsWith('QueryWarehouse')) ?? [];
  // One of the program, at half a unit, and one of the states, up to 4 KB of them.
  expect(units).toMatchObject({ 'lambda.requests': 20, 'dynamodb.read-request-units': 30 });
  expect(Object.keys(units).sort()).toEqual([
    'dynamodb.read-request-units',
    'lambda.gb-milliseconds',
    'lambda.requests',
  ]);
  const minutes = 730 * 60;
  const reads = 1.5 * minutes;
  const traces = (minutes * 5) / 1e6;
  const alarms = 3 * 0.1;
  const read = priceUnits('dynamodb.read-request-units', reads) ?? Number.NaN;
  const dollars = [alarms + traces + read, alarms, traces, read].map((price) => `$${price.toFixed(2)}`);
  const deploy = readFileSync(new URL('../../../docs/deploy.md', import.meta.url), 'utf8');
  const write = (count: number) => count.toLocaleString('en-US');
  expect(deploy).toContain(
    `| ${write(minutes)} invocations and traces, ${write(reads)} read units; two alarms on three metrics.`,
  );
  expect(deploy).toContain(
    `| ${dollars[0]}: alarms ${dollars[1]}, traces ${dollars[2]}, reads ${dollars[3]}.`,
  );
});

it('triggers from the second run on, with rows since the first, once each', async () => {
  await customers([
    'anna,anna@example.com,2000,,yes,2026-11-20 08:00:00',
    'bo,bo@example.com,3000,,yes,2026-11-24 08:00:00',
  ]);
  await runUntil('2026-11-24T10:00:30Z');
  expect(session.emailsTo('bo@example.com').map(({ subject }) => subject)).toEqual(['Thank you']);
  expect(await session.ask('profile', 'userId:anna')).toMatchObject({
    traits: { lifetimeValue: { value: 1500.5 } },
  });
  // The no of the first run is not ended by the yes of a row.
  expect((await session.percorso('consent', 'userId:bo')).text).toMatch(/denied|no/);
});

it('reports a query that fails by the reason of the warehouse, and runs at its next moment', async () => {
  await session.publish(documents().replace('lifetime_value, note', 'no_such_column, note'));
  await runUntil('2026-11-25T10:00:30Z');
  const failed = await session.percorso('queries', 'show', 'customer-values');
  expect(failed.text).toContain('COLUMN_NOT_FOUND');
  await session.publish(documents());
  await session.settle();
  const { exitCode, text } = await session.percorso('queries', 'run', 'customer-values', '--dry-run');
  expect(exitCode === 0 ? '' : text).toBe('');
  await runUntil('2026-11-25T10:10:00Z');
  expect((await session.percorso('queries', 'show', 'customer-values')).text).toContain('dry run');
  await runUntil('2026-11-26T10:00:30Z');
  const list = await session.ask<{ queries: Record<string, unknown>[] }>('queries');
  expect(list.queries).toMatchObject([{ state: 'succeeded', isDry: false }]);
});

it('reads the files of the example in docs/warehouse.md', async () => {
  const page = readFileSync(new URL('../../../docs/warehouse.md', import.meta.url), 'utf8');
  const [, section = ''] = page.split('## Files in S3');
  const find = (language: string) =>
    new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(section)?.[1] ?? '';
  await putTable('renewals', find('csv').trim().split('\n'));
  const { exitCode, text } = await session.publish(find('yaml'));
  expect(exitCode === 0 ? '' : text).toBe('');
  await session.percorso('queries', 'run', 'renewals');
  await runUntil('2026-11-26T11:00:00Z');
  expect((await session.percorso('queries', 'show', 'renewals')).text).toContain(
    '2 rows: 2 sent, 0 rejected.',
  );
  expect(await session.ask('profile', 'userId:007')).toMatchObject({
    traits: { plan: { value: 'gold' }, renewsOn: { value: '2027-01-31' } },
  });
  expect(await session.ask('profile', 'userId:012')).toMatchObject({
    traits: { plan: { value: 'silver, yearly' } },
  });
});

it('refuses a request that the local Athena would not carry out', async () => {
  const athena = new AthenaClient({
    ...{ endpoint: session.cloud.endpoint, region: 'us-east-1' },
    credentials: { accessKeyId: 'operator', secretAccessKey: 'local' },
  });
  const start = (more: object) =>
    athena.send(
      new StartQueryExecutionCommand({
        ...{ QueryString: 'SELECT 1', ClientRequestToken: 'x'.repeat(32), WorkGroup: 'percorso-local' },
        ...more,
      }),
    );
  await expect(start({ ExecutionParameters: ['1'] })).rejects.toThrow(
    'The local cloud knows no ExecutionParameters of StartQueryExecution.',
  );
  await expect(start({ QueryExecutionContext: { Catalog: 'hive' } })).rejects.toThrow(
    'The local cloud has the catalog AwsDataCatalog only, not hive.',
  );
  await expect(start({ WorkGroup: 'primary' })).rejects.toThrow('WorkGroup primary is not found.');
});
