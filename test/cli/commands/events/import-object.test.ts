/** `percorso import s3://...` against a server that answers for the bucket and the event bus. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LoopbackServer, openLoopbackServer } from '../../../harness/loopback-server.ts';
import { type Folder, openFolder, runCommand } from '../../../harness/run-command.ts';

let folder: Folder;
let bus: LoopbackServer;
beforeEach(async () => {
  folder = openFolder();
  bus = await openLoopbackServer();
});
afterEach(async () => {
  await bus.close();
  folder.remove();
});

const keys = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
const run = (...words: string[]) =>
  runCommand([...words, '--endpoint', bus.url, '--bus', 'percorso-local', '--region', 'us-east-1'], {
    directory: folder.path,
    env: keys,
  });
const accepted = { status: 200, body: { FailedEntryCount: 0, Entries: [] } };

it('reads an object of a bucket, and has its checkpoint and reject file in the current folder', async () => {
  folder.write('map.yaml', 'source: crm\ncolumns: { Customer: userId, E-Mail: traits.email }\n');
  const text = 'Customer;E-Mail\r\n1;a@example.com\r\n2;x\r\n';
  const headers = { etag: '"v1"', 'content-length': String(Buffer.byteLength(text)) };
  bus.respond = (path) => {
    if (path.startsWith('/data/crm/a.csv')) return { status: 200, headers, text };
    return path === '/' ? accepted : { status: 404 };
  };
  const words = ['import', 's3://data/crm/a.csv', '--map', 'map.yaml'];
  const report = JSON.parse((await run('--json', ...words)).output);
  expect(report).toMatchObject({ rows: 2, sent: 1, rejected: 1, firstRejected: [{ line: 3 }] });
  expect(existsSync(join(folder.path, 'data_crm_a.csv.import.json'))).toBe(true);
  expect(readFileSync(join(folder.path, 'data_crm_a.csv.rejected.csv'), 'utf8')).toContain('3;E-Mail;');
  const reads = bus.requests.filter(({ method, path }) => method === 'GET' && path.startsWith('/data/'));
  expect(reads.map(({ headers: { range, 'if-match': version } }) => [range, version])).toEqual([
    ['bytes=0-', '"v1"'],
    ['bytes=0-', '"v1"'],
  ]);
  bus.respond = (path) => (path === '/' ? accepted : { status: 404 });
  const missing = await run(...words);
  expect(missing).toMatchObject({ exitCode: 2 });
  expect(missing.errors).toContain('The bucket data has no object crm/a.csv.');
  expect((await run('import', 's3://data', '--map', 'map.yaml')).errors).toContain('s3://bucket/folder');
});
