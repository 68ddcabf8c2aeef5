/** The reject file of an import, corrected, is imported with the same mapping, in each form that a file can have. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LoopbackServer, openLoopbackServer } from '../../../harness/loopback-server.ts';
import { type Folder, openFolder, runCommand } from '../../../harness/run-command.ts';

let folder: Folder;
let bus: LoopbackServer;
beforeEach(async () => {
  folder = openFolder();
  bus = await openLoopbackServer();
  bus.respond = (path) =>
    path === '/' ? { status: 200, body: { FailedEntryCount: 0, Entries: [] } } : { status: 404 };
});
afterEach(async () => {
  await bus.close();
  folder.remove();
});

const env = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
const run = (...words: string[]) =>
  runCommand([...words, '--endpoint', bus.url, '--bus', 'percorso-local', '--region', 'us-east-1'], {
    directory: folder.path,
    env,
  });
const runJson = async (...words: string[]) => JSON.parse((await run('--json', ...words)).output);

interface Sent {
  readonly traits: { readonly email: string; readonly name: string };
}

function received(): Sent[] {
  return bus.requests.flatMap(({ body }) => {
    const { Entries = [] } = (body ?? {}) as { Entries?: { Detail: string }[] };
    return Entries.flatMap(({ Detail }) => {
      const detail = JSON.parse(Detail) as Sent & { batch?: Sent[] };
      return detail.batch ?? [detail];
    });
  });
}

const lines = (delimiter: string, header = true) =>
  [
    ...(header ? [['Mail', 'Name']] : []),
    ['a@example.com', 'M\u00fcller'],
    ['broken', 'N\u00fa\u00f1ez'],
    ['alsobroken', '@home'],
  ]
    .map((cells) => `${cells.join(delimiter)}\r\n`)
    .join('');
const objects =
  '{"Mail":"a@example.com","Name":"M\u00fcller"}\n{"Mail":"broken","Name":"N\u00fa\u00f1ez"}\n'.concat(
    '{"Mail":"alsobroken","Name":"@home"}\n',
  );
const columns = 'columns: { Mail: traits.email, Name: traits.name }';
const unnamed = 'columns: { column 1: traits.email, column 2: traits.name }';

const forms: readonly (readonly [name: string, file: string, bytes: Buffer, map: string])[] = [
  ['semicolons', 'a.csv', Buffer.from(lines(';')), `format: { delimiter: ";" }\n${columns}`],
  ['tabs', 'a.csv', Buffer.from(lines('\t')), `format: { delimiter: "\\t" }\n${columns}`],
  ['pipes', 'a.csv', Buffer.from(lines('|')), `format: { delimiter: "|" }\n${columns}`],
  [
    'Windows-1252',
    'a.csv',
    iconv.encode(lines(';'), 'windows-1252'),
    `format: { encoding: windows-1252 }\n${columns}`,
  ],
  [
    'UTF-16',
    'a.csv',
    iconv.encode(lines('\t'), 'utf-16le', { addBOM: true }),
    `format: { encoding: utf-16le, delimiter: "\\t" }\n${columns}`,
  ],
  ['no header', 'a.csv', Buffer.from(lines(',', false)), `format: { header: false }\n${unnamed}`],
  ['gzip', 'a.csv.gz', gzipSync(lines(';')), `format: { delimiter: ";" }\n${columns}`],
  ['JSON lines', 'a.jsonl', Buffer.from(objects), `format: { type: jsonl }\n${columns}`],
];

describe('a reject file', () => {
  it.each(forms)('of a file with %s is imported with the same mapping', async (_, file, bytes, map) => {
    folder.write('map.yaml', `source: crm\n${map}\n`);
    writeFileSync(join(folder.path, file), bytes);
    const first = await runJson('import', file, '--map', 'map.yaml');
    expect(first).toMatchObject({ rows: 3, sent: 1, rejected: 2 });
    const [, name = ''] = /([^/]+)$/.exec(first.rejectFile) ?? [];
    // Uncorrected, the same rows are rejected, and listed once.
    expect(await runJson('import', name, '--map', 'map.yaml')).toMatchObject({
      rows: 2,
      sent: 0,
      rejected: 2,
      unmapped: [],
    });
    const text = readFileSync(join(folder.path, name), 'utf8');
    const again = readFileSync(join(folder.path, `${name}.rejected.${name.split('.').at(-1)}`), 'utf8');
    expect(again.match(/import_line/g)).toHaveLength(text.match(/import_line/g)?.length ?? 0);
    const corrected = text.replace('alsobroken', 'c@example.com').replace('broken', 'b@example.com');
    writeFileSync(join(folder.path, name), corrected);
    expect(await runJson('import', name, '--map', 'map.yaml')).toMatchObject({
      rows: 2,
      sent: 2,
      rejected: 0,
    });
    expect(received().map(({ traits }) => traits)).toEqual([
      { email: 'a@example.com', name: 'M\u00fcller' },
      { email: 'b@example.com', name: 'N\u00fa\u00f1ez' },
      { email: 'c@example.com', name: '@home' },
    ]);
    // The finished import is asked for again: it leaves the corrected file as it is.
    await run('import', file, '--map', 'map.yaml');
    expect(readFileSync(join(folder.path, name), 'utf8')).toBe(corrected);
  });

  it('is read as a spreadsheet saves it: with another delimiter, in Windows-1252', async () => {
    folder.write('map.yaml', `source: crm\nformat: { encoding: utf-16le, delimiter: "\\t" }\n${columns}\n`);
    writeFileSync(join(folder.path, 'a.csv'), iconv.encode(lines('\t'), 'utf-16le', { addBOM: true }));
    const { rejectFile } = await runJson('import', 'a.csv', '--map', 'map.yaml');
    const text = readFileSync(rejectFile, 'utf8').slice(1).replaceAll('\t', ';');
    const corrected = text.replace('alsobroken', 'c@example.com').replace('broken', 'b@example.com');
    writeFileSync(rejectFile, iconv.encode(corrected, 'windows-1252'));
    const again = await runJson('import', 'a.csv.rejected.csv', '--map', 'map.yaml');
    expect(again).toMatchObject({ sent: 2, rejected: 0 });
    expect(received()[1]?.traits.name).toBe('N\u00fa\u00f1ez');
  });
});

describe('a file without rows', () => {
  it('is an error if it is empty, and says so if it has a header only', async () => {
    folder.write('map.yaml', `source: crm\n${columns}\n`);
    folder.write('a.csv', '');
    const empty = await run('import', 'a.csv', '--map', 'map.yaml');
    expect(empty).toMatchObject({ exitCode: 2 });
    expect(empty.errors).toContain('The file a.csv is empty.');
    folder.write('a.csv', 'Mail,Name\n');
    const header = await run('import', 'a.csv', '--map', 'map.yaml', '--dry-run');
    expect(header).toMatchObject({ exitCode: 0 });
    expect(header.output).toContain('The file has no rows.');
    folder.write('a.csv', 'Mail\n');
    expect((await run('import', 'a.csv', '--map', 'map.yaml')).errors).toContain('no column "Name"');
  });
});

describe('the id of an import', () => {
  it('is required by undo and status, which name the imports of the folder', async () => {
    folder.write('map.yaml', `source: crm\n${columns}\n`);
    folder.write('a.csv', 'Mail,Name\na@example.com,A\n');
    const { import: id } = await runJson('import', 'a.csv', '--map', 'map.yaml');
    expect(existsSync(join(folder.path, 'a.csv.import.json'))).toBe(true);
    for (const words of [['undo', '--dry-run'], ['undo', 'a.csv'], ['status']]) {
      const { exitCode, errors } = await run('import', ...words);
      expect(exitCode).toBe(2);
      expect(errors).toContain(`${id} (a.csv, 1 rows)`);
    }
  });
});

describe('an import that the folder does not know', () => {
  it('is no undo: the error names the known ones, and nothing is asked of the stage', async () => {
    folder.write('map.yaml', `source: crm\n${columns}\n`);
    folder.write('a.csv', 'Mail,Name\na@example.com,A\n');
    const { import: id } = await runJson('import', 'a.csv', '--map', 'map.yaml');
    const before = bus.requests.length;
    const { exitCode, errors } = await run('import', 'undo', '0123456789abcdef', '--dry-run');
    expect(exitCode).toBe(2);
    expect(errors).toContain('No checkpoint of import 0123456789abcdef is in this folder.');
    expect(errors).toContain(`${id} (a.csv, 1 rows)`);
    expect(errors).toContain('--file FILE --map MAPPING.yaml');
    expect(bus.requests).toHaveLength(before);
  });
});

describe('the policy of identifiers', () => {
  const isDenied = 'your permissions do not allow it';
  const denied = { __type: 'com.amazonaws.dynamodb.v20120810#AccessDeniedException', message: 'not allowed' };

  it('is named as unread where the caller may not read it, by a dry run and by the import', async () => {
    bus.respond = (path) => {
      if (path !== '/') return { status: 404 };
      const { headers } = bus.requests.at(-1) ?? {};
      return /^DynamoDB/.test(String(headers?.['x-amz-target']))
        ? { status: 400, body: denied }
        : { status: 200, body: { FailedEntryCount: 0, Entries: [] } };
    };
    folder.write('map.yaml', `source: crm\n${columns}\n`);
    folder.write('a.csv', 'Mail,Name\na@example.com,A\n');
    const words = ['import', 'a.csv', '--map', 'map.yaml', '--table', 'percorso-config'];
    const dry = await run(...words, '--dry-run');
    expect(dry).toMatchObject({ exitCode: 0 });
    expect(dry.output).toContain(`The published policy of identifiers was not read: ${isDenied}`);
    expect((await runJson(...words)).policyUnread).toContain(isDenied);
    expect((await runJson('import', 'a.csv', '--map', 'map.yaml', '--restart')).policyUnread).toBe(
      'only a bus is named',
    );
  });
});

describe('a row whose ids are placeholders', () => {
  it('is rejected by a dry run and by the import', async () => {
    folder.write('map.yaml', 'source: crm\ncolumns: { Id: userId, City: traits.city }\n');
    folder.write('a.csv', 'Id,City\nnull,Rome\nunknown,Rome\n7,Rome\n');
    const words = ['import', 'a.csv', '--map', 'map.yaml'];
    expect(await runJson(...words, '--dry-run')).toMatchObject({ accepted: 1, rejected: 2 });
    const report = await runJson(...words);
    expect(report).toMatchObject({ sent: 1, rejected: 2 });
    expect(report.firstRejected[0].reason).toMatch(/^no id that identifies a person/);
  });
});
