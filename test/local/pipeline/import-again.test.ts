/** A corrected file, imported again with the deployed bundles: people are replaced, events are reported. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readProfile } from './observe.ts';
import { openPublished, type Session } from './session.ts';

const documents = `
kind: policy
id: main
status: live
identity: { kinds: { userId: { never: [kiosk], normalize: [lower-case] } } }
---
kind: trait
id: revenue
status: live
function: sum
event: Order Completed
path: properties.revenue
`;

let session: Session;
const folder = mkdtempSync(join(tmpdir(), 'percorso-again-'));
const place = (name: string) => join(folder, name);
const write = (name: string, text: string) => writeFileSync(place(name), text);
beforeAll(async () => {
  session = await openPublished(documents);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await session.close();
});

async function run(exitCode: number, ...words: readonly string[]): Promise<string> {
  const outcome = await session.percorso(...words);
  expect(outcome.exitCode, outcome.text).toBe(exitCode);
  expect(await session.settle()).toEqual({});
  await session.advance(2_000);
  return outcome.text;
}

const readId = (text: string) => /^Import (\w+):/.exec(text)?.[1] ?? '';

it('a corrected row of a person replaces what the first one stated', async () => {
  write('people.yaml', 'source: crm\nid: [id]\ncolumns: { id: userId, city: traits.city }\n');
  write('a.csv', 'id,city\nANNA,Roma\nbert,Bari\nkiosk,Rome\n');
  write('b.csv', 'id,city\nANNA,Rome\nbert,Bari\n');
  const words = (file: string) => ['import', place(file), '--map', place('people.yaml')];
  const tried = await run(1, ...words('a.csv'), '--dry-run', '--stage', 'local');
  expect(tried).toContain('line 4: no id that identifies a person');
  expect(tried).toContain('Would send 2 rows of 3; 1 rejected.');
  expect(await run(1, ...words('a.csv'))).toContain('Sent 2 rows of 3; 1 rejected.');
  const compared = await run(0, ...words('b.csv'), '--dry-run', '--compare');
  expect(compared).toContain('2 known and 0 new people');
  expect(compared).toContain('line 2, city: "Roma" -> "Rome"');
  expect(compared).toContain('1 row was imported before and would change nothing.');
  const id = readId(await run(0, ...words('b.csv')));
  expect((await readProfile(session, 'userId:anna')).traits['city']?.value).toBe('Rome');
  expect(await run(0, 'import', 'status', id)).toContain('the stage has rejected 0 rows');
});

it('a corrected row of an event is reported before and after, and counts after the undo of the first', async () => {
  write(
    'orders.yaml',
    'source: shop\nevent: Order Completed\nid: [no]\ncolumns: { who: userId, sum: { to: properties.revenue, type: number }, at: timestamp }\n',
  );
  const row = (no: number, sum: number) => `${no},cleo,${sum},2026-01-0${no}\n`;
  write('c.csv', `no,who,sum,at\n${row(1, 10)}${row(2, 20)}`);
  write('d.csv', `no,who,sum,at\n${row(1, 10)}${row(2, 25)}`);
  const words = (file: string) => ['import', place(file), '--map', place('orders.yaml')];
  const revenue = async () => (await readProfile(session, 'userId:cleo')).computed['revenue']?.sum;
  const first = readId(await run(0, ...words('c.csv')));
  expect(await revenue()).toBe(30);
  const compared = await run(1, ...words('d.csv'), '--dry-run', '--compare');
  expect(compared).toContain('1 row would not count (message_id_reused)');
  expect(compared).toContain(`1 row of import ${first}: undo it (percorso import undo ${first})`);
  const second = readId(await run(0, ...words('d.csv')));
  expect(await revenue()).toBe(30);
  const status = await run(1, 'import', 'status', second);
  expect(status).toContain('message_id_reused: 1 row, line 3');
  await run(0, 'import', 'undo', first, '--file', place('c.csv'), '--map', place('orders.yaml'));
  await run(0, ...words('d.csv'), '--restart');
  expect(await revenue()).toBe(35);
});

it('a row that was corrected in the reject file, and then by the mapping, counts once', async () => {
  const map = (format: string) =>
    `source: shop\nevent: Order Completed\n${format}columns: { who: userId, sum: { to: properties.revenue, type: number }, at: timestamp }\n`;
  write('plain.yaml', map(''));
  write('comma.yaml', map('format: { decimal: "," }\n'));
  write('e.csv', 'who;sum;at\ndora;10;2026-01-01\ndora;20,5;2026-01-02\n');
  const words = (file: string, mapping: string) => ['import', place(file), '--map', place(mapping)];
  const revenue = async () => (await readProfile(session, 'userId:dora')).computed['revenue']?.sum;
  expect(await run(1, ...words('e.csv', 'plain.yaml'))).toContain('Sent 1 row of 2; 1 rejected.');
  const rejects = place('e.csv.rejected.csv');
  writeFileSync(rejects, readFileSync(rejects, 'utf8').replace('20,5', '20.5'));
  await run(0, ...words('e.csv.rejected.csv', 'plain.yaml'));
  expect(await revenue()).toBe(30.5);
  const compared = await run(0, ...words('e.csv', 'comma.yaml'), '--dry-run', '--compare');
  expect(compared).toContain('2 rows were imported before and would change nothing.');
  expect(await run(0, ...words('e.csv', 'comma.yaml'))).toContain('Sent 2 rows of 2; 0 rejected.');
  expect(await revenue()).toBe(30.5);
});

it.each([
  ['+49', '0171 2345678', '+491712345678'],
  ['+44', '020 7946 0018', '+442079460018'],
  ['+39', '02 1234567', '+39021234567'],
])('a phone number of %s is the same as a trait and as an id', async (prefix, cell, phone) => {
  write('phone.yaml', `source: crm\nformat: { phonePrefix: "${prefix}" }\ncolumns: { tel: traits.phone }\n`);
  write('f.csv', `tel\n${cell}\n`);
  await run(0, 'import', place('f.csv'), '--map', place('phone.yaml'));
  expect((await readProfile(session, `phone:${phone}`)).traits['phone']?.value).toBe(phone);
});

it('customers of Shopify are imported with the proposal as it is', async () => {
  const file = place('shopify.csv');
  copyFileSync(join(import.meta.dirname, '../../fixtures/exports/shopify-customers.csv'), file);
  write('shopify.yaml', await run(0, 'import', file, '--propose'));
  await run(0, 'import', file, '--map', place('shopify.yaml'));
  const { traits, consents } = await readProfile(session, 'userId:7012345678901');
  expect(traits).toMatchObject({ country: { value: 'IT' }, default_address_zip: { value: '00184' } });
  expect(consents).toMatchObject({ email: { state: 'granted' }, sms: { state: 'denied' } });
});

it('contacts of Salesforce who opted out get a no, and the others no consent', async () => {
  const file = place('salesforce.csv');
  copyFileSync(join(import.meta.dirname, '../../fixtures/exports/salesforce-contacts.csv'), file);
  write('salesforce.yaml', await run(0, 'import', file, '--propose'));
  expect(await run(0, 'import', file, '--map', place('salesforce.yaml'))).toMatch(/consent\.email +1 no\n/);
  const [stays, left] = [
    await readProfile(session, 'userId:0035e00000AbCdE'),
    await readProfile(session, 'userId:0035e00000AbCdF'),
  ];
  expect(stays.traits['email']?.value).toBe('mueller@example.com');
  expect(stays.consents).toEqual({});
  expect(left.consents).toMatchObject({ email: { state: 'denied' } });
});
