/** Files as people have them: with a byte order mark, Windows line ends, other encodings, rare line separators. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileLine } from '../../../app/ingest/touchpoint-line.ts';
import { readLines } from '../../../cli/files/read-lines.ts';
import { readTextLines } from '../../../cli/files/read-text.ts';
import { emailTemplate } from '../../harness/recorded-life.ts';
import { type Folder, openFolder, runCommand } from '../../harness/run-command.ts';

let folder: Folder;
beforeEach(() => {
  folder = openFolder();
});
afterEach(() => folder.remove());

const mark = Buffer.from([0xef, 0xbb, 0xbf]);

function write(...parts: readonly (string | Buffer)[]): string {
  const file = join(folder.path, 'events.jsonl');
  writeFileSync(file, Buffer.concat(parts.map((part) => Buffer.from(part as string))));
  return file;
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function readAll(file: string): Promise<readonly FileLine[]> {
  const options = { source: 'replay', now: Date.parse('2026-11-22T12:00:00Z'), isChecked: true };
  return collect(readLines(file, 1, options));
}

const people = (lines: readonly FileLine[]) =>
  lines.map((line) => ('problem' in line ? line.problem : line.touchpoint.detail['userId']));
const event = (userId: string, text = '') =>
  JSON.stringify({ event: 'Reviewed', userId, properties: { text } });

describe('a file of touchpoints', () => {
  it.each([
    ['with a byte order mark', [mark, event('a'), '\n', event('b')]],
    ['with Windows line ends', [event('a'), '\r\n', event('b'), '\r\n']],
    ['with U+2028, U+2029 and U+0085 inside JSON text', [event('a', '\u2028\u2029\u0085'), '\n', event('b')]],
    ['with blank lines', ['\n', event('a'), '\n \n\r\n', event('b'), '\n\n']],
  ])('%s is read line by line', async (_, parts) => {
    expect(people(await readAll(write(...parts)))).toEqual(['a', 'b']);
  });

  it('reports a line that is not UTF-8 by its number and reads the others', async () => {
    const latin1 = Buffer.from(event('m\u00fcller'), 'latin1');
    const lines = await readAll(write(event('a'), '\n', latin1, '\n', event('b')));
    expect(people(lines)).toEqual(['a', 'This line is not UTF-8.', 'b']);
    expect(lines.map(({ line }) => line)).toEqual([1, 2, 3]);
  });

  it.each([
    ['with a mark', Buffer.from(`\ufeff${event('a')}`, 'utf16le')],
    ['without a mark', Buffer.from(event('a'), 'utf16le')],
  ])('is refused as UTF-16, %s', async (_, bytes) => {
    await expect(readAll(write(bytes))).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('is UTF-16'),
      remedy: expect.stringContaining('UTF-8'),
    });
  });

  const lineText = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\n\r\ufeff\0]/gu, ''));

  test.prop([fc.array(lineText, { maxLength: 8 })], { numRuns: 40 })(
    'is read back line for line, with any characters',
    async (lines) => {
      const texts = ['first', ...lines];
      const read = await collect(readTextLines(write(texts.join('\n')), 'Name a file.'));
      while (texts.at(-1) === '') texts.pop();
      expect(read.map(({ text }) => text).slice(0, texts.length)).toEqual(texts);
    },
  );

  it('is read across the pieces in which the disk hands it over', async () => {
    const users = Array.from({ length: 3_000 }, (_, index) => `m\u00fcller-${index}`);
    const lines = users.map((user) => event(user, '\u{1f600}'.repeat(20)));
    expect(people(await readAll(write(lines.join('\n'))))).toEqual(users);
  });
});

describe('percorso simulate', () => {
  const rule = `kind: rule\nid: booked\nstatus: live\ntrigger: { event: Booked }\nactions: [{ send: thanks }]`;

  it('reads --events and --profile with a byte order mark', async () => {
    folder.write('config.yaml', `\ufeff${rule}\n${emailTemplate('thanks')}`);
    folder.write('life.jsonl', '\ufeff{"event":"Booked","timestamp":"2026-11-02T10:00:00Z"}\r\n');
    folder.write(
      'anna.json',
      '\ufeff{"userId":"anna","traits":{"email":"a@example.com"},"consent":{"email":true}}',
    );
    const args = ['simulate', 'config.yaml', '--events', 'life.jsonl', '--profile', 'anna.json'];
    const { exitCode, output, errors } = await runCommand(args, { directory: folder.path });
    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: '' });
    expect(output).toContain('"thanks"');
  });

  it('plays the members of a packed line when they happened, as on lines of their own', async () => {
    const calls = [
      {
        type: 'identify',
        messageId: 'a',
        userId: 'anna',
        timestamp: '2026-11-02T08:00:00Z',
        traits: { email: 'a@example.com' },
        context: { consent: { email: true } },
      },
      { event: 'Booked', messageId: 'b', userId: 'anna', timestamp: '2026-11-02T10:00:00Z' },
    ];
    folder.write('config.yaml', `${rule}\n${emailTemplate('thanks')}`);
    folder.write('packed.jsonl', JSON.stringify({ batch: calls }));
    folder.write('apart.jsonl', calls.map((call) => JSON.stringify(call)).join('\n'));
    const play = async (file: string) => {
      const args = ['simulate', 'config.yaml', '--events', file, '--json'];
      const { output } = await runCommand(args, { directory: folder.path });
      const { steps } = JSON.parse(output);
      return steps.map((step: { at: string; effects: readonly { kind: string }[] }) => [
        step.at,
        step.effects.map(({ kind }) => kind),
      ]);
    };
    const apart = await play('apart.jsonl');
    expect(apart).toContainEqual(['2026-11-02T10:00:00.000Z', ['SendMessage']]);
    expect(await play('packed.jsonl')).toEqual(apart);
  });
});
