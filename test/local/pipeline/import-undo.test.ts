/** An import from a bucket, compared, undone and repeated, with the deployed bundles. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readProfile } from './observe.ts';
import { openPublished, type Session } from './session.ts';

const documents = `
kind: policy
id: main
status: live
---
kind: trait
id: revenue
status: live
function: sum
event: Order Completed
path: properties.revenue
---
kind: segment
id: romans
status: live
condition: { profile: { traits: { city: [Rome] } } }
---
kind: template
id: hello
status: live
channel: email
class: transactional
content: { subject: Hello, html: '<p>Hello</p>' }
---
kind: rule
id: hello
status: live
trigger: { segment: romans, on: entered }
actions: [{ send: hello }]
---
kind: rule
id: bye
status: live
trigger: { segment: romans, on: left }
actions: [{ send: hello }]
`;

const people = 'id,mail,city,news\nanna,anna@example.com,Rome,yes\nbert,bert@example.com,Rome,no\n';
const map = `
source: crm
columns: { id: userId, mail: traits.email, city: traits.city, news: consent.email }
`;

let session: Session;
const folder = mkdtempSync(join(tmpdir(), 'percorso-undo-'));
const mapping = join(folder, 'map.yaml');
const local = join(folder, 'people.csv');
beforeAll(async () => {
  writeFileSync(mapping, map);
  writeFileSync(local, people);
  session = await openPublished(documents);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await session.close();
});

async function run(...words: readonly string[]) {
  const { exitCode, text } = await session.percorso(...words);
  expect(exitCode, text).toBe(0);
  expect(await session.settle()).toEqual({});
  return text;
}

it('an import from a bucket can be compared, undone, and made again', async () => {
  const bucket = session.output('RejectedBucket');
  const s3 = new S3Client({
    endpoint: session.cloud.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    forcePathStyle: true,
  });
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'crm/people.csv.gz', Body: gzipSync(people) }));
  const place = `s3://${bucket}/crm/people.csv.gz`;
  await session.put({
    name: 'Signed Up',
    detail: { userId: 'anna', traits: { email: 'anna@example.com', city: 'Pisa' } },
  });
  expect(await session.settle()).toEqual({});
  await session.advance(2_000);

  const compared = await run('import', place, '--map', mapping, '--dry-run', '--compare');
  expect(compared).toContain('1 known and 1 new people');
  expect(compared).toContain('line 2, city: "Pisa" -> "Rome"');

  const id = /^Import (\w+):/.exec(await run('import', place, '--map', mapping))?.[1] ?? '';
  const imported = await readProfile(session, 'userId:anna');
  expect(imported.traits['city']?.value).toBe('Rome');
  expect(imported.consents['email']?.state).toBe('granted');
  expect(Object.keys(imported.segments)).toEqual(['romans']);

  const operator = 'OperatorAccess+ResponderAccess';
  const words = ['import', 'undo', id, '--file', local, '--map', mapping];
  const preview = await session.percorsoAs(operator, ...words, '--dry-run');
  expect(preview.text).toMatch(/2 profiles of 2 people have rows of it/);
  expect(preview.text).toMatch(/traits that return to the value before\s+2\n/);
  expect(preview.text).toMatch(/consents whose no stays\s+1\n/);
  const undone = await session.percorsoAs(operator, ...words);
  expect(undone.exitCode, undone.text).toBe(0);
  expect(await session.settle()).toEqual({});

  const anna = await readProfile(session, 'userId:anna');
  expect(anna.traits['city']?.value).toBe('Pisa');
  expect(anna.traits['email']?.value).toBe('anna@example.com');
  expect(anna.consents['email']).toBeUndefined();
  expect(anna.segments).toEqual({});
  const bert = await readProfile(session, 'userId:bert');
  expect(bert.traits).toEqual({});
  expect(bert.consents['email']?.state).toBe('denied');
  const { text: consents } = await session.percorso('consent', 'userId:anna');
  expect(consents).toContain('Import Undone from percorso');
  expect(consents).toContain('email: granted, withdrawn: the import was undone');
  expect(session.cloud.messages()).toEqual([]);

  // By the checkpoint in the folder of the import: nothing is left, and the file can be imported again.
  expect(await run('import', 'undo', id, '--dry-run')).toContain('0 profiles of 2 people have rows of it');
  await run('import', 'undo', id);
  expect(await run('import', place, '--map', mapping)).toContain('Sent 2 rows of 2');
  expect((await readProfile(session, 'userId:anna')).traits['city']?.value).toBe('Rome');
  expect(session.cloud.messages()).toEqual([]);
});
