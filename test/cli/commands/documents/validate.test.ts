import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Folder, openFolder, runCommand } from '../../../harness/run-command.ts';

let folder: Folder;
beforeEach(() => {
  folder = openFolder();
});
afterEach(() => folder.remove());

const run = (...args: string[]) => runCommand(args, { directory: folder.path });
const rule = 'kind: rule\nid: r\nstatus: live\ntrigger: { event: A }\nactions:\n  - emit: B\n';

describe('percorso validate', () => {
  it('finds the examples good', async () => {
    const directory = fileURLToPath(new URL('../../../..', import.meta.url));
    const { exitCode, output } = await runCommand(['validate', 'examples'], { directory });
    expect(output).toContain('all valid');
    expect(exitCode).toBe(0);
  });

  it('names file and line of a mistake in each of several documents of one file', async () => {
    folder.write(
      'rules.yaml',
      `# comment\n${rule}---\n${rule.replace('id: r', 'id: s').replace('emit', 'emti')}`,
    );
    const { exitCode, output } = await run('validate', '.');
    expect(exitCode).toBe(1);
    expect(output).toMatch(
      /^rules\.yaml\n {2}line 14 {2}rule\/s {2}error {2}actions\[0\]: .* Did you mean "emit"\?/,
    );
  });

  it('names the line of YAML that cannot be read, and goes on with the other documents', async () => {
    folder.write('rules.yaml', `${rule}---\nkind: rule\nid: [unclosed\n---\n`);
    const { exitCode, output } = await run('validate', 'rules.yaml');
    expect(exitCode).toBe(1);
    expect(output).toMatch(/line (9|10) .*This is not YAML or JSON/);
    expect(output).toContain('1 document of 1 valid');
  });

  it('refuses one id in two files, naming both', async () => {
    folder.write('a.yaml', rule);
    folder.write(
      'deep/b.json',
      JSON.stringify({
        kind: 'rule',
        id: 'r',
        status: 'live',
        trigger: { event: 'A' },
        actions: [{ emit: 'B' }],
      }),
    );
    const { exitCode, output } = await run('validate', '.', '--json');
    expect(exitCode).toBe(1);
    const { problems } = JSON.parse(output) as { problems: { file: string; code: string; remedy: string }[] };
    expect(problems.map(({ file, code }) => [file, code])).toEqual([
      ['a.yaml', 'duplicate_id'],
      ['deep/b.json', 'duplicate_id'],
    ]);
    expect(problems[0]?.remedy).toContain('deep/b.json:1');
  });

  it('reads globs and lists of documents, and skips JSON of another kind', async () => {
    folder.write(
      'config/list.json',
      JSON.stringify([{ kind: 'trait', id: 't', status: 'live', function: 'count', event: 'A' }]),
    );
    folder.write('config/other.json', '{"people":[]}');
    const { exitCode, output } = await run('validate', 'config/**/*.json');
    expect(exitCode).toBe(0);
    expect(output).toContain('Skipped, because they contain no document: config/other.json.');
    expect(output).toContain('1 document in 1 file: all valid.');
  });

  it('stops a bomb of YAML aliases with a word, not with the memory', async () => {
    const level = (name: string, of: string) =>
      `${name}: &${name} [${Array.from({ length: 9 }, () => `*${of}`).join(', ')}]\n`;
    folder.write(
      'bomb.yaml',
      `a: &a [x, x, x, x, x, x, x, x, x]\n${level('b', 'a')}${level('c', 'b')}${level('d', 'c')}${level('e', 'd')}`,
    );
    const { exitCode, output } = await run('validate', 'bomb.yaml');
    expect(exitCode).toBe(1);
    expect(output).toContain('alias');
  });

  it('warns of a journey whose end has passed, and finds it good all the same', async () => {
    folder.write(
      'j.yaml',
      'kind: journey\nid: j\nstatus: live\ntrigger: { event: A }\nstopAt: 2020-01-01T00:00Z\nstart: done\nsteps: { done: { type: end } }\n',
    );
    const { exitCode, output } = await run('validate', 'j.yaml');
    expect(exitCode).toBe(0);
    expect(output).toMatch(/line 5 .*warning .*stopAt: This moment is in the past/);
  });

  it('accepts a template with an endless loop: the render sandbox stops it when it is sent', async () => {
    folder.write(
      't.yaml',
      'kind: template\nid: t\nstatus: live\nchannel: sms\nclass: promotional\ncontent:\n  body: "{% for i in (1..999999999) %}{{ i }}{% endfor %}"\n',
    );
    expect((await run('validate', 't.yaml')).exitCode).toBe(0);
  });

  it('names the line of a mistake in Liquid', async () => {
    folder.write(
      't.yaml',
      'kind: template\nid: t\nstatus: live\nchannel: sms\nclass: promotional\ncontent:\n  body: "{% if x %}"\n',
    );
    const { exitCode, output } = await run('validate', 't.yaml');
    expect(exitCode).toBe(1);
    expect(output).toMatch(/line 7 .*content\.body/);
  });

  it.each([
    ['an unknown command', ['frobnicate']],
    ['no files', ['validate']],
    ['files that are not there', ['validate', 'nowhere']],
    ['an option that wants a number', ['replay', 'x.jsonl', '--from', 'zero']],
    ['an endpoint that is no URL', ['status', '--endpoint', 'localhost']],
  ])('ends with 2 and says what to do for %s', async (_what, args) => {
    const { exitCode, errors } = await run(...args);
    expect(exitCode).toBe(2);
    expect(errors).not.toBe('');
    expect(errors).not.toMatch(/^\s+at /m);
  });

  it('ends with 3 when nothing answers at the endpoint', async () => {
    const { exitCode, errors } = await run('status', '--endpoint', 'http://127.0.0.1:1');
    expect(exitCode).toBe(3);
    expect(errors).toContain('Cannot reach http://127.0.0.1:1');
  });
});
