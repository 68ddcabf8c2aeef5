/** `percorso import` against an event bus that records what it gets, and a process that is killed on the way. */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type LoopbackServer,
  openLoopbackServer,
  type ServerAnswer,
} from '../../../harness/loopback-server.ts';
import { type Folder, openFolder, runCommand } from '../../../harness/run-command.ts';

let folder: Folder;
let bus: LoopbackServer;
beforeEach(async () => {
  folder = openFolder();
  bus = await openLoopbackServer();
  bus.respond = answer;
});
afterEach(async () => {
  await bus.close();
  folder.remove();
});

function answer(path: string): ServerAnswer {
  return path === '/' ? { status: 200, body: { FailedEntryCount: 0, Entries: [] } } : { status: 404 };
}

const mapping = `
source: crm
format: { decimal: ",", dates: DMY, timezone: Europe/Rome }
columns:
  Customer: userId
  E-Mail: traits.email
  Phone: { to: traits.phone }
  City: { to: traits.city, empty: delete }
  Newsletter: { to: consent.email, yes: [si], no: ["", mai] }
`;
const header = 'Customer;E-Mail;Phone;City;Newsletter\r\n';

const keys = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
const target = () => ['--endpoint', bus.url, '--bus', 'percorso-local', '--region', 'us-east-1'];
const run = (...words: string[]) =>
  runCommand([...words, ...target()], { directory: folder.path, env: keys });
const runJson = async (...words: string[]) => JSON.parse((await run('--json', ...words)).output);

interface Member {
  readonly messageId: string;
  readonly event: string;
  readonly context: { readonly import: { readonly line: number } };
}

/** Of all calls: what the bus got. */
function received(): Member[] {
  return bus.requests.flatMap(({ body }) => {
    const { Entries = [] } = (body ?? {}) as { Entries?: { DetailType: string; Detail: string }[] };
    return Entries.flatMap(({ DetailType, Detail }) => {
      const detail = JSON.parse(Detail) as { batch?: Member[] };
      return detail.batch ?? [{ ...(detail as unknown as Member), event: DetailType }];
    });
  });
}

describe('percorso import', () => {
  it('sends each row as history, with traits, deletions and consents', async () => {
    folder.write('map.yaml', mapping);
    folder.write('a.csv', `${header}1;a@example.com;+39 02 1234567;;si\r\n2;b@example.com;;Rome;\r\n`);
    const { exitCode, output } = await run('import', 'a.csv', '--map', 'map.yaml');
    expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
    expect(output).toContain('Sent 2 rows of 2; 0 rejected.');
    const [first, second] = received();
    expect(first).toMatchObject({
      event: 'Identify',
      type: 'identify',
      userId: '1',
      traits: { email: 'a@example.com', phone: '+39021234567', city: null },
      context: { import: { line: 2 }, consent: { email: 'granted' } },
    });
    expect(second).toMatchObject({
      traits: { email: 'b@example.com', city: 'Rome' },
      context: { import: { line: 3 }, consent: { email: 'denied' } },
    });
  });

  it('rejects a row with line, column and reason, and keeps it beside the file', async () => {
    folder.write('map.yaml', mapping);
    folder.write('a.csv.rejected.csv', '');
    chmodSync(join(folder.path, 'a.csv.rejected.csv'), 0o644);
    const bad = '2;b@example.com;3,93E+11;=1+1;\r\n3;c@example.com;;;forse\r\n;;;Rome;\r\n4\r\n';
    folder.write('a.csv', `\ufeff${header}1;a@example.com;;"Rome\r\nItaly";si\r\n${bad}`);
    const { exitCode, output } = await run('import', 'a.csv', '--map', 'map.yaml');
    expect(exitCode).toBe(1);
    expect(output).toContain('line 4, Phone: a phone number as an exponent (E+11)');
    expect(output).not.toContain('3,93E');
    const rejected = readFileSync(join(folder.path, 'a.csv.rejected.csv'), 'utf8').split('\r\n');
    const { key } = JSON.parse(readFileSync(join(folder.path, 'a.csv.import.json'), 'utf8'));
    const of = `import-${key.file}`;
    expect(rejected).toEqual([
      '\ufeffimport_line;import_column;import_reason;import_file;Customer;E-Mail;Phone;City;Newsletter',
      `4;Phone;a phone number as an exponent (E+11): format the column as text;${of};2;b@example.com;"3,93E+11";'=1+1;`,
      `5;Newsletter;"neither a yes nor a no: list it under yes, no or nothing";${of};3;c@example.com;;;forse`,
      expect.stringMatching(/^6;;"detail \(no_identity\): /),
      `7;;"1 cells, but the header has 5";${of};4`,
      '',
    ]);
    expect(received().map(({ context }) => context.import.line)).toEqual([2]);
    const isPrivate = (name: string) => (statSync(join(folder.path, name)).mode & 0o777) === 0o600;
    expect(['a.csv.rejected.csv', 'a.csv.import.json'].every(isPrivate)).toBe(true);
  });

  it('prints what a dry run would send, without a stage, and writes nothing', async () => {
    folder.write('map.yaml', mapping);
    folder.write('a.csv', `${header}1;a@example.com;x;;si\r\n2;b@example.com;;;\r\n`);
    const words = ['import', 'a.csv', '--map', 'map.yaml', '--dry-run', '--json'];
    const { exitCode, output } = await runCommand(words, { directory: folder.path });
    expect(exitCode).toBe(1);
    expect(JSON.parse(output)).toMatchObject({
      dryRun: true,
      rows: 2,
      accepted: 1,
      rejected: 1,
      states: [
        { target: 'userId', set: 1 },
        { target: 'traits.email', set: 1 },
        { target: 'traits.city', deleted: 1 },
        { target: 'consent.email', no: 1 },
      ],
      firstRejected: [{ line: 2, column: 'Phone' }],
    });
    expect(bus.requests).toEqual([]);
    expect(existsSync(join(folder.path, 'a.csv.import.json'))).toBe(false);
  });

  it('gives a row the same id in each attempt, and a row with id columns in each file', async () => {
    folder.write('map.yaml', mapping);
    folder.write('id.yaml', mapping.replace('columns:', 'event: Joined\nid: [Customer]\ncolumns:'));
    folder.write('a.csv', `${header}1;a@example.com;;;\r\n`);
    folder.write('b.csv', `${header}9;z@example.com;;;\r\n1;a@example.com;;;\r\n`);
    await run('import', 'a.csv', '--map', 'map.yaml');
    await run('import', 'a.csv', '--map', 'map.yaml', '--restart');
    await run('import', 'a.csv', '--map', 'id.yaml');
    await run('import', 'b.csv', '--map', 'id.yaml');
    const ids = received().map(({ messageId }) => messageId);
    expect(ids).toHaveLength(5);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[4]).toBe(ids[2]);
    expect(new Set(ids).size).toBe(3);
  });

  it('states a consent for every row of a list of people who said no', async () => {
    folder.write(
      'map.yaml',
      'source: esp\nconsent: { email: no, "sms:*": false }\ncolumns: { Mail: traits.email }\n',
    );
    folder.write('a.csv', 'Mail\na@example.com\n');
    const { states } = await runJson('import', 'a.csv', '--map', 'map.yaml');
    expect(states).toContainEqual({ target: 'consent.email', no: 1 });
    expect(received()[0]?.context).toMatchObject({ consent: { email: 'denied', 'sms:*': 'denied' } });
  });

  it('refuses a mapping that does not fit, before anything is sent', async () => {
    folder.write('a.csv', 'Kunde,Mail\n1,a@example.com\n');
    folder.write('map.yaml', mapping);
    const missing = await run('import', 'a.csv', '--map', 'map.yaml');
    expect(missing).toMatchObject({ exitCode: 2 });
    expect(missing.errors).toContain('no column "Customer"');
    folder.write(
      'map.yaml',
      'source: aws.s3\ncolumns: { Kunde: { to: name }, Mail: { to: userId, x: 1 } }\n',
    );
    const wrong = await run('import', 'a.csv', '--map', 'map.yaml');
    expect(wrong.errors).toContain('source: name the system');
    expect(received()).toEqual([]);
  });

  it('proposes a mapping with which the file can be imported', async () => {
    const rows =
      '007;Anna@Example.com;+39 02 123456;"1.234,56";31/12/2025;si\r\n008;b@example.com;;5,00;01/02/2025;no\r\n';
    folder.write('a.csv', `Customer no;E-Mail;Telefono;Totale;Order date;Newsletter\r\n${rows}`);
    const { output } = await runCommand(['import', 'a.csv', '--propose', '--event', 'Order Completed'], {
      directory: folder.path,
    });
    folder.write('map.yaml', output);
    const { sent } = await runJson('import', 'a.csv', '--map', 'map.yaml');
    expect(sent).toBe(2);
    expect(received()[0]).toMatchObject({
      event: 'Order Completed',
      userId: '007',
      timestamp: '2025-12-31T00:00:00.000Z',
      properties: { revenue: 1234.56 },
    });
  });

  it('stops at an error of AWS with what is done, and the same command continues', async () => {
    folder.write('map.yaml', mapping);
    folder.write('a.csv', `${header}1;a@example.com;;;\r\n`);
    const type = { __type: 'AccessDeniedException', message: 'not authorized to perform: events:PutEvents' };
    bus.respond = (path) => ({ status: path === '/' ? 400 : 404, body: type });
    const stopped = await run('import', 'a.csv', '--map', 'map.yaml');
    expect(stopped.exitCode).toBe(3);
    expect(stopped.output).toMatch(/Stopped: .* events:PutEvents.* The same command continues after row 0\./);
    bus.respond = answer;
    expect(await runJson('import', 'a.csv', '--map', 'map.yaml')).toMatchObject({ sent: 1 });
  });

  it('continues after kill -9: every row arrives, with one id each, and each rejected row is listed once', async () => {
    const total = 12_000;
    const rows = Array.from({ length: total }, (_, index) =>
      index % 1000 === 7 ? `${index};broken;;;\r\n` : `${index};u${index}@example.com;;;si\r\n`,
    );
    writeFileSync(join(folder.path, 'a.csv'), header + rows.join(''));
    folder.write('map.yaml', mapping);
    const checkpoint = join(folder.path, 'a.csv.import.json');
    let wakeUp: () => void = () => undefined;
    const sawHalf = new Promise<void>((done) => {
      wakeUp = done;
    });
    bus.respond = (path) => {
      // The first group is in the checkpoint, and the second on its way: its further calls are not answered.
      if (path === '/' && existsSync(checkpoint)) {
        bus.answers.push('hang', 'hang', 'hang');
        wakeUp();
      }
      return answer(path);
    };
    const words = ['import', 'a.csv', '--map', 'map.yaml', '--parallel', '1', ...target()];
    const child = spawn(process.execPath, [resolve('cli/percorso.ts'), ...words], {
      cwd: folder.path,
      env: { PATH: process.env['PATH'], ...keys },
    });
    const ended = new Promise((done) => child.on('exit', (_, signal) => done(signal)));
    await sawHalf;
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    expect(JSON.parse(readFileSync(checkpoint, 'utf8'))).toMatchObject({ rows: 4000, isDone: false });
    bus.answers.length = 0;
    bus.respond = answer;
    const before = received().length;
    const report = await runJson('import', 'a.csv', '--map', 'map.yaml', '--parallel', '1');
    expect(report).toMatchObject({ rows: total, sent: total - 12, rejected: 12, resumedAfter: 4000 });
    expect(before).toBeLessThan(total - 12);
    expect(new Set(received().map(({ messageId }) => messageId)).size).toBe(total - 12);
    const rejected = readFileSync(join(folder.path, 'a.csv.rejected.csv'), 'utf8').trim().split('\r\n');
    expect(rejected.slice(1).map((line) => Number(line.split(';')[0]))).toEqual(
      Array.from({ length: 12 }, (_, index) => index * 1000 + 9),
    );
    const again = await runJson('import', 'a.csv', '--map', 'map.yaml', '--parallel', '1');
    expect(again).toMatchObject({ rows: total, resumedAfter: total });
  });
});
