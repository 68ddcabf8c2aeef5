/** Rows about people who were erased, with the deployed bundles: the commands say which rows the stage drops. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMemoryRejectedStore } from '../../../adapters/memory/rejected-store.ts';
import { showImportStatus } from '../../../cli/commands/events/import-status.ts';
import { openPublished, type Session } from './session.ts';

let session: Session;
const folder = mkdtempSync(join(tmpdir(), 'percorso-erased-'));
const place = (name: string) => join(folder, name);
beforeAll(async () => {
  session = await openPublished('kind: policy\nid: main\nstatus: live\n');
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await session.close();
});

const run = (...words: readonly string[]) => session.percorso(...words);

const put = async (userId: string) => {
  await session.put({ name: 'Signed Up', detail: { userId, traits: { email: `${userId}@example.com` } } });
  expect(await session.settle()).toEqual({});
};

it('names the rows of erased people in a comparison, in the report and in the status', async () => {
  for (const userId of ['anna', 'bert']) {
    await put(userId);
    expect((await run('erase', `userId:${userId}`, '--yes')).exitCode).toBe(0);
  }
  await session.advance(10_000);
  writeFileSync(place('people.yaml'), 'source: crm\nid: [id]\ncolumns: { id: userId, mail: traits.email }\n');
  const rows = [
    'anna,anna@new.example',
    'cleo,cleo@example.com',
    'bert,bert@example.com',
    'dora,anna@example.com',
  ];
  writeFileSync(place('people.csv'), `id,mail\n${rows.join('\n')}\n`);
  const words = ['import', place('people.csv'), '--map', place('people.yaml')];

  const tried = await run(...words, '--dry-run', '--compare');
  expect(tried.text).toContain('0 known and 1 new people');
  expect(tried.text).toContain('3 rows are about people who were erased: they are dropped. Line 2, 4, 5.');

  const sent = await session.percorsoAs('ResponderAccess', ...words);
  const dropped = '2 rows are about people who were erased: the stage drops them. Line 2, 4.';
  const doubtful =
    '1 row has an id of a person who was erased, and ids of its own: the stage drops it, unless it knows one of the others. Line 5.';
  expect(sent.text).toContain('Sent 4 rows of 4; 0 rejected.');
  expect(sent.text).toContain(dropped);
  expect(sent.text).toContain(doubtful);
  expect(sent.text).not.toContain('@');
  expect(await session.settle()).toEqual({});

  const id = /^Import (\w+):/.exec(sent.text)?.[1] ?? '';
  const status = await showImportStatus(id, createMemoryRejectedStore(), folder);
  expect(status.lines).toEqual(expect.arrayContaining([dropped, doubtful]));
  expect(status.json).toMatchObject({
    erased: { dropped: { rows: 2, lines: [2, 4] }, doubtful: { rows: 1 } },
  });
  expect((await run('profile', 'userId:cleo')).exitCode).toBe(0);
  for (const userId of ['anna', 'bert', 'dora'])
    expect((await run('profile', `userId:${userId}`)).exitCode).toBe(1);
}, 120_000);
