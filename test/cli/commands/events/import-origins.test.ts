/** A row of a reject file stays the row of the file that it is from, in each form of the file. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

async function importFile(file: string) {
  const target = ['--endpoint', bus.url, '--bus', 'percorso-local', '--region', 'us-east-1'];
  const words = ['--json', 'import', file, '--map', 'map.yaml', ...target];
  const { output } = await runCommand(words, { directory: folder.path, env });
  return JSON.parse(output);
}

/** The ids of all rows that the bus got. */
function received(): string[] {
  return bus.requests.flatMap(({ body }) => {
    const { Entries = [] } = (body ?? {}) as { Entries?: { Detail: string }[] };
    return Entries.flatMap(({ Detail }) => {
      const detail = JSON.parse(Detail) as { messageId: string; batch?: { messageId: string }[] };
      return (detail.batch ?? [detail]).map(({ messageId }) => messageId);
    });
  });
}

const change = (file: string, edit: (text: string) => string) => {
  const path = join(folder.path, file);
  writeFileSync(path, edit(readFileSync(path, 'utf8')));
};
const correct = (text: string) => text.replace(/broken(\d)/g, 'b$1@example.com');

const table = (delimiter: string, header = 'Mail-Name') =>
  [...(header === '' ? [] : [header]), 'a@example.com-A', 'broken1-@home', 'broken2-B']
    .map((line) => `${line.replace('-', delimiter)}\r\n`)
    .join('');
const objects = ['a@example.com', 'broken1', 'broken2'].map((mail) =>
  JSON.stringify({ Mail: mail, Name: 'N' }),
);
const named = 'columns: { Mail: traits.email, Name: traits.name }';

const forms: readonly (readonly [name: string, file: string, bytes: Buffer, map: string])[] = [
  ['commas', 'a.csv', Buffer.from(table(',')), named],
  ['semicolons', 'a.csv', Buffer.from(table(';')), named],
  ['tabs', 'a.csv', iconv.encode(table('\t'), 'utf-16le', { addBOM: true }), named],
  [
    'no header',
    'a.csv',
    Buffer.from(table(';', '')),
    'format: { header: false }\ncolumns: { column 1: traits.email, column 2: traits.name }',
  ],
  ['JSON lines', 'a.jsonl', Buffer.from(objects.join('\n')), named],
];

describe('a row of a reject file', () => {
  it.each(forms)(
    'of a file with %s keeps its identity, also when it is rejected twice',
    async (_, file, bytes, map) => {
      folder.write('map.yaml', `source: crm\nevent: Order Completed\n${map}\n`);
      writeFileSync(join(folder.path, file), bytes);
      const { import: id, firstRejected } = await importFile(file);
      const ending = file.split('.').at(-1);
      const rejects = `${file}.rejected.${ending}`;
      // One of the two is corrected, and the other is in the reject file of the reject file.
      change(rejects, (text) => text.replace('broken1', 'b1@example.com'));
      expect(await importFile(rejects)).toMatchObject({ rows: 2, sent: 1, rejected: 1 });
      change(`${rejects}.rejected.${ending}`, correct);
      expect(await importFile(`${rejects}.rejected.${ending}`)).toMatchObject({ rows: 1, sent: 1 });
      const lines = firstRejected.map(({ line }: { line: number }) => line);
      expect(lines).toHaveLength(2);
      expect(received()).toEqual([Math.min(...lines) - 1, ...lines].map((line) => `import-${id}-${line}`));
    },
  );

  it('of a former version has no column of its file: it is a row of the reject file', async () => {
    folder.write('map.yaml', `source: crm\nevent: Order Completed\n${named}\n`);
    folder.write(
      'old.csv',
      'import_line,import_column,import_reason,Mail,Name\r\n7,Mail,x,b@example.com,B\r\n',
    );
    const { import: id, sent } = await importFile('old.csv');
    expect(sent).toBe(1);
    expect(received()).toEqual([`import-${id}-2`]);
  });

  it('is rejected where the columns of its place were changed, and new where they are empty', async () => {
    folder.write('map.yaml', `source: crm\nevent: Order Completed\n${named}\n`);
    folder.write('a.csv', table(','));
    const first = await importFile('a.csv');
    change(
      'a.csv.rejected.csv',
      (text) => `${correct(text).replace(/^3,/m, '3.0,')},,,,new@example.com,New\r\n`,
    );
    const { import: id, ...report } = await importFile('a.csv.rejected.csv');
    expect(report).toMatchObject({ rows: 3, sent: 2, rejected: 1 });
    expect(report.firstRejected[0].reason).toMatch(/^import_line or import_file was changed/);
    expect(received().slice(1)).toEqual([`import-${first.import}-4`, `import-${id}-4`]);
  });
});
