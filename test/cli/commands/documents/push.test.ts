/** The commands on the config table, against a real DynamoDB engine. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DynamoDatabase, openDynamoDatabase } from '../../../contract/dynamo-database.ts';
import { type Folder, openFolder, runCommand } from '../../../harness/run-command.ts';

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

const putItem = (id: string, document: Record<string, AttributeValue>) =>
  database.client.send(
    new PutItemCommand({
      TableName: table,
      Item: {
        pk: { S: 'DOCUMENT#trait' },
        sk: { S: id },
        document: { M: { status: { S: 'live' }, ...document } },
      },
    }),
  );
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

  it('push one file that names what is staged already, but not past it', async () => {
    folder.write('a.yaml', trait);
    await run('push', 'a.yaml');
    folder.write('b.yaml', segment);
    expect(await run('push', 'b.yaml')).toMatchObject({ exitCode: 0 });
    const past = await run('push', 'b.yaml', '--publish');
    expect(past.exitCode).toBe(1);
    expect(past.output).toContain('There is no trait "orders"');
  });

  it('stage what is pushed until it is published, all of it or by name', async () => {
    folder.write('all.yaml', `${trait}---\n${segment}`);
    const pushed = await run('push', '.');
    expect(pushed.output).toContain('Staged 2 documents.\nNothing has taken effect yet.');
    const status = await run('status');
    expect(status.output).toContain('Nothing is published yet.\nNo document is in force.\nStaged');
    expect(status.output).toContain('Staged, not in force: 2 documents: segment/buyers, trait/orders.');
    expect(status.output).not.toMatch(/\d live|segments +1/);
    expect(status.output).toContain('Publishing would change:\n  + segment/buyers\n  + trait/orders');
    expect((await run('publish', 'trait/orders')).output).toContain('Published version 1.\n  + trait/orders');
    expect((await run('status')).output).toMatch(
      /segments +0\n +traits +1[\s\S]*In the table: 1 document \(1 live\)/,
    );
    expect((await run('publish')).output).toContain('Published version 2.\n  + segment/buyers');
    expect((await run('status')).output).not.toContain('Staged');
    expect((await run('push', '.')).output).toBe('Staged 0 documents; 2 unchanged.');
    const again = await run('push', '.', '--publish');
    expect(again.output).toContain('Pushed 0 documents; 2 unchanged.\nNothing to publish: version 2');
  });

  it('name the templates that a published block is part of, and where a block is wrong', async () => {
    const block = 'kind: block\nid: sign\nstatus: live\ncontent:\n  text: |\n    Bye\n    Lucerna\n';
    const sms = `kind: template\nid: hello\nstatus: live\nchannel: sms\nclass: transactional\ncontent: { body: "Hi {% render 'sign' %}" }\n`;
    folder.write('sms.yaml', `${sms}---\n${block}`);
    await run('push', '.', '--publish');
    folder.write('block.yaml', block.replace('Bye', 'Goodbye'));
    await run('push', 'block.yaml');
    expect((await run('publish')).output).toContain(
      '  ~ template/hello\nblock/sign is part of template/hello.',
    );
    folder.write('block.yaml', `\n${block.replace('Lucerna', '{{ profile.traits.name | upcas }}')}`);
    const { output } = await run('push', 'block.yaml', '--publish');
    expect(output).toMatch(/^block\.yaml\n +line 6 +block\/sign +error +content\.text: line 2: Liquid/);
    await run('pull', 'pulled');
    const pulled = readFileSync(join(folder.path, 'pulled/block/sign.yaml'), 'utf8');
    expect(pulled).toContain('text: |\n    Goodbye\n    Lucerna\n');
  });

  it('leave staged what turned bad meanwhile, and discard it', async () => {
    folder.write('all.yaml', `${trait}---\n${segment}`);
    await run('push', '.');
    await run('discard', 'trait/orders');
    const published = await run('publish');
    expect(published.exitCode).toBe(1);
    expect(published.output).toContain('There is no trait "orders"');
    expect(published.output).toContain('1 staged document still staged: segment/buyers.');
    expect((await run('discard', 'segment/byers')).errors).toContain('Staged: segment/buyers.');
    await run('discard', 'segment/buyers');
    expect((await run('status')).output).toContain('No document is in force. `percorso push FILES`');
  });

  it('drop a staged version that is pushed as it is in force, or past', async () => {
    folder.write('a.yaml', trait);
    await run('push', 'a.yaml', '--publish');
    folder.write('a.yaml', trait.replace('count', 'recency'));
    await run('push', 'a.yaml');
    folder.write('a.yaml', trait);
    expect((await run('push', 'a.yaml')).output).toBe('Staged 0 documents; 1 unchanged.');
    folder.write('a.yaml', trait.replace('count', 'recency'));
    await run('push', 'a.yaml');
    await run('push', 'a.yaml', '--publish');
    expect((await run('status')).output).not.toContain('Staged');
  });

  it('end well when what was pushed is in force, though another document is broken', async () => {
    await putItem('broken', { function: { S: 'cuont' } });
    folder.write('a.yaml', trait);
    const { exitCode, output } = await run('push', 'a.yaml', '--publish');
    expect(exitCode).toBe(0);
    expect(output).toContain('trait/broken');
    expect(output).toContain('The errors above are in other documents of the table');
    expect((await run('publish')).exitCode).toBe(1);
  });

  it('name the number that the table cannot hold, and write the other documents', async () => {
    const card = 'condition: { event: { properties: { card: [12345678901234567890] } } }\n';
    const rule = `kind: rule\nid: card\nstatus: live\ntrigger: { event: A }\n${card}actions: [{ emit: B }]\n`;
    folder.write('all.yaml', `${trait}---\n${rule}`);
    const { exitCode, output } = await run('push', '.', '--publish');
    expect(exitCode).toBe(1);
    expect(output).toContain('+ trait/orders');
    expect(output).toMatch(
      /line 11 +rule\/card +error +condition\.event\.properties\.card\[0\]: Whole numbers are exact/,
    );
  });

  it('push the good documents and leave out the bad, ending with 1', async () => {
    folder.write('all.yaml', `${trait}---\n${segment.replace('orders', 'oders')}`);
    const { exitCode, output } = await run('push', '.', '--json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(output)).toMatchObject({
      staged: ['trait/orders'],
      problems: [{ file: 'all.yaml', line: 10, code: 'unknown_reference' }],
    });
  });

  it('pull what was pushed, and find it unchanged the second time', async () => {
    folder.write('in/all.yaml', `${trait}---\n${segment}`);
    await run('push', 'in', '--publish');
    expect((await run('pull', 'out')).output).toContain('2 documents written, 0 unchanged, 0 skipped.');
    expect(readFileSync(join(folder.path, 'out/trait/orders.yaml'), 'utf8')).toBe(trait);
    expect((await run('pull', 'out')).output).toContain('0 documents written, 2 unchanged, 0 skipped.');
    expect((await run('pull', 'in')).output).toContain('0 documents written, 2 unchanged, 0 skipped.');
  });

  it('pull into the file that holds the document, keeping its head comment', async () => {
    folder.write('in/mine.yaml', `# Ours.\n${trait}`);
    await run('push', 'in', '--publish');
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
    expect(errors).toContain('Check that the stage is deployed');
  });
});

describe('a command that changes a stage', () => {
  const onAws = (...args: string[]) => runCommand(args, { directory: folder.path });

  it.each([
    ['push', ['push', 'a.yaml']],
    ['publish', ['publish']],
    ['put-event', ['put-event', 'A', '--user', '1']],
    ['replay', ['replay', 'a.jsonl']],
    ['campaign cancel', ['campaign', 'cancel', 'spring']],
    ['backfill start', ['backfill', 'start']],
  ])('never chooses the stage itself: percorso %s', async (name, args) => {
    const { exitCode, errors } = await onAws(...args);
    expect(exitCode).toBe(2);
    expect(errors).toContain(`\`percorso ${name}\` changes a deployed stage, but no stage is named.`);
    expect(errors).toContain('--stage prod');
  });

  it('needs none where everything goes to this machine', async () => {
    folder.write('a.yaml', trait);
    const { errors } = await onAws('push', 'a.yaml', '--endpoint', 'http://127.0.0.1:9');
    expect(errors).toContain('Cannot reach http://127.0.0.1:9');
  });

  it('is any that is not known to read alone', async () => {
    expect((await onAws('validate', 'nothing-here')).errors).toContain('No .yaml');
  });
});

describe('an emergency pause', () => {
  const rule = 'kind: rule\nid: greet\nstatus: live\ntrigger: { event: Hi }\nactions: [{ emit: Bye }]\n';
  const readStored = async () => {
    await run('pull', 'out');
    return readFileSync(join(folder.path, 'out', 'rule', 'greet.yaml'), 'utf8');
  };

  it.each([
    ['that holds nothing else', 'kind: rule\nid: greet\nstatus: paused\n'],
    ['with a mistake in it', rule.replace('live', 'paused').replace('trigger', 'tigger')],
  ])('takes effect from a file %s, and changes nothing else', async (_, text) => {
    folder.write('rule.yaml', rule);
    await run('push', 'rule.yaml', '--publish');
    folder.write('rule.yaml', text);
    folder.write('broken.yaml', 'kind: template\nid: t\nstatus: live\n');
    const pushed = await run('push', 'rule.yaml', 'broken.yaml', '--publish');
    expect(pushed.output).toContain('rule/greet is paused, although its file has errors.');
    expect(pushed.output).toContain('Published version 2.');
    expect(pushed.exitCode).toBe(1);
    expect((await run('status')).output).toMatch(/rules +0/);
    const stored = await readStored();
    expect(stored).toContain('status: paused');
    expect(stored).toContain('emit: Bye');
  });

  it('makes nothing of a broken document that is not in force', async () => {
    folder.write('rule.yaml', 'kind: rule\nid: new\nstatus: paused\n');
    const { output } = await run('push', 'rule.yaml', '--publish');
    expect(output).toContain('Pushed 0 documents');
    expect(output).not.toContain('is paused');
  });
});
