/** The commands on the config table, against a real DynamoDB engine. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DynamoDatabase, openDynamoDatabase } from '../contract/dynamo-database.ts';
import { type Folder, openFolder, runCommand } from './run-command.ts';

let database: DynamoDatabase;
let folder: Folder;
let table: string;
beforeAll(async () => {
  database = await openDynamoDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  folder = openFolder();
  table = await database.createTable('config');
});
afterEach(() => folder.remove());

const run = (...args: string[]) =>
  runCommand([...args, '--table', table, '--endpoint', database.endpoint], { directory: folder.path });

const trait = 'kind: trait\nid: orders\nstatus: live\nfunction: count\nevent: Order Completed\n';
const segment =
  'kind: segment\nid: buyers\nstatus: live\ncondition: { profile: { computed: { orders: [1] } } }\n';

describe('percorso push, publish, status and pull', () => {
  it('push and publish in one go, then find nothing left to do', async () => {
    folder.write('a.yaml', trait);
    folder.write('b.yaml', segment);
    const pushed = await run('push', '.', '--publish');
    expect(pushed).toMatchObject({ exitCode: 0, errors: '' });
    expect(pushed.output).toContain('Published version 1.\n  + segment/buyers\n  + trait/orders');
    const status = await run('status');
    expect(status.exitCode).toBe(0);
    expect(status.output).toContain('In force: version 1');
    expect(status.output).toMatch(/journeys +0\n +campaigns +0\n +rules +0\n +segments +1/);
    expect(status.output).toContain('Nothing waits to be published.');
    expect((await run('publish')).output).toContain('version 1 is up to date');
  });

  it('push one file that names what the table holds already', async () => {
    folder.write('a.yaml', trait);
    await run('push', 'a.yaml');
    folder.write('b.yaml', segment);
    expect(await run('push', 'b.yaml')).toMatchObject({ exitCode: 0 });
  });

  it('push the good documents and leave out the bad, ending with 1', async () => {
    folder.write('all.yaml', `${trait}---\n${segment.replace('orders', 'oders')}`);
    const { exitCode, output } = await run('push', '.', '--json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(output)).toMatchObject({
      pushed: ['trait/orders'],
      problems: [{ file: 'all.yaml', line: 10, code: 'unknown_reference' }],
    });
  });

  it('pull what was pushed, and find it unchanged the second time', async () => {
    folder.write('in/all.yaml', `${trait}---\n${segment}`);
    await run('push', 'in');
    expect((await run('pull', 'out')).output).toContain('2 documents written, 0 unchanged, 0 left out.');
    expect(readFileSync(join(folder.path, 'out/trait/orders.yaml'), 'utf8')).toBe(trait);
    expect((await run('pull', 'out')).output).toContain('0 documents written, 2 unchanged, 0 left out.');
    expect((await run('pull', 'in')).output).toContain('0 documents written, 2 unchanged, 0 left out.');
  });

  it('pull into the file that holds the document, keeping its head comment', async () => {
    folder.write('in/mine.yaml', `# Ours.\n${trait}`);
    await run('push', 'in');
    writeFileSync(join(folder.path, 'in/mine.yaml'), `# Ours.\n${trait.replace('count', 'recency')}`);
    expect((await run('pull', 'in')).output).toContain('wrote in/mine.yaml');
    expect(readFileSync(join(folder.path, 'in/mine.yaml'), 'utf8')).toBe(`# Ours.\n${trait}`);
  });

  it('end with 3 when the table is not there', async () => {
    const { exitCode, errors } = await runCommand(
      ['status', '--table', 'nowhere', '--endpoint', database.endpoint],
      {
        directory: folder.path,
      },
    );
    expect(exitCode).toBe(3);
    expect(errors).toContain('Is the stage deployed');
  });
});
