/** A control character in an event or a document never reaches the operator's terminal. */
import { fc, test } from '@fast-check/vitest';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { escapeLine, toSafeJson } from '../../../cli/terminal/escape-controls.ts';
import { type Folder, openFolder, runCommand } from '../../harness/run-command.ts';

let folder: Folder;
beforeEach(() => {
  folder = openFolder();
});
afterEach(() => folder.remove());

const dangerous = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const hostile = 'a\u001b]0;owned\u0007\u001b[2J\rb\u009b31m\u202etxt.exe\u2028c\u007f';
const anyText = fc.string({ unit: 'binary' });

test.prop([anyText])('a line has no control character left, and other text stays as it is', (text) => {
  expect(escapeLine(text)).not.toMatch(dangerous);
  expect(dangerous.test(text) || escapeLine(text) === text).toBe(true);
});

test.prop([fc.dictionary(anyText, fc.oneof(anyText, fc.array(anyText)))])(
  'JSON stays the same value, without control characters but its line ends',
  (value) => {
    const json = toSafeJson(value);
    expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
    expect(json.replaceAll('\n', '')).not.toMatch(dangerous);
  },
);

it.each([
  ['validate', ['validate', 'hostile.json']],
  ['validate --json', ['--json', 'validate', 'hostile.json']],
  ['simulate', ['simulate', 'rule.yaml', '--events', 'life.jsonl']],
  ['simulate --json', ['--json', 'simulate', 'rule.yaml', '--events', 'life.jsonl']],
  ['a failure', ['simulate', 'rule.yaml', '--events', 'life.jsonl', '--user', hostile]],
  ['an unknown option', ['validate', `--${hostile}`]],
])('%s prints hostile names and values escaped', async (_, args) => {
  folder.write('hostile.json', JSON.stringify({ kind: hostile, id: hostile, [hostile]: hostile }));
  folder.write(
    'rule.yaml',
    'kind: rule\nid: r\nstatus: live\ntrigger: { event: A }\nactions: [{ emit: Hi }]\n',
  );
  const line = { event: hostile, source: hostile, userId: 'anna', timestamp: '2026-11-02T10:00:00Z' };
  folder.write('life.jsonl', JSON.stringify(line));
  const { output, errors } = await runCommand(args, { directory: folder.path });
  const printed = `${output}\n${errors}`;
  expect(printed.replaceAll('\n', '')).not.toMatch(dangerous);
  expect(printed).toContain('\\u001b');
});
