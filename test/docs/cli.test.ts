/** docs/cli.md and the command's own help say the same; every example in the documents uses what there is. */
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { readTouchpoint } from '../../app/ingest/read-touchpoint.ts';
import { rejectionCodes } from '../../app/ports/rejection-codes.ts';
import { describeNextSteps } from '../../cli/demo/next-steps.ts';
import { maxConsents, maxStatedTraits, maxTraitLength, maxTraitsLength } from '../../engine/model/limits.ts';
import { maxContentLength, maxDepth } from '../../engine/touchpoint/check-content.ts';
import { runCommand } from '../harness/run-command.ts';

const root = new URL('../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');
const sections = new Map(
  read('docs/cli.md')
    .split(/^## /m)
    .map((part) => [part.slice(0, part.indexOf('\n')), part] as const),
);
const [intro = ''] = sections.values();
sections.delete([...sections.keys()][0] ?? '');

const helps = new Map<string, string>();
let own = '';

async function help(...words: string[]): Promise<string> {
  return (await runCommand([...words, '--help'], { directory: '/' })).output;
}

/** Names under `Commands:` and the headings of groups, such as `push [options] <files...>`. */
function listCommands(text: string): string[] {
  return text
    .split('\n\n')
    .filter((part) => /^[A-Z][a-z]+:\n/.test(part) && !/^(Usage|Options|Arguments|Examples):/.test(part))
    .flatMap((part) => [...part.matchAll(/^ {2}([a-z-]+)/gm)].map((match) => match[1] ?? ''))
    .filter((name) => name !== 'help');
}

function listOptions(text: string): string[] {
  return [...new Set(text.match(/--[a-z][a-z-]*/g))].filter((name) => name !== '--help').sort();
}

/** A command's own options: those above the global ones, at the beginnings of lines. */
function listOwnOptions(text: string): string[] {
  const lines = text.split('Global Options:')[0] ?? '';
  return listOptions([...lines.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map((match) => match[1]).join(' '));
}

beforeAll(async () => {
  own = await help();
  for (const name of listCommands(own)) {
    const text = await help(name);
    const inner = listCommands(text);
    // A command may also have commands inside: `events NAME`, `events replay`.
    if (inner.length === 0 || /^Usage: .*\[command\] \S/m.test(text)) helps.set(name, text);
    for (const part of inner) helps.set(`${name} ${part}`, await help(name, part));
  }
});

describe('docs/cli.md', () => {
  it('has a section for each command and none for others', () => {
    expect([...sections.keys()]).toEqual(expect.arrayContaining([...helps.keys()]));
    expect(sections.size).toBe(helps.size);
  });

  it('lists each command’s own options, all of them, and the global ones once', () => {
    expect(listOptions(intro)).toEqual(expect.arrayContaining(listOwnOptions(own)));
    for (const [name, text] of helps) {
      const bullets = (sections.get(name) ?? '').split('\n').filter((line) => line.startsWith('- '));
      const listed = bullets.map((line) => line.split(':')[0]).join(' ');
      expect([name, ...listOptions(listed)]).toEqual([name, ...listOwnOptions(text)]);
    }
  });

  it('names the exit codes that the help names', () => {
    const codes = /Exit codes: (.+)/.exec(own)?.[1]?.match(/\d/g);
    expect([...intro.matchAll(/^\| (\d) \|/gm)].map((match) => match[1])).toEqual(codes);
  });
});

const documents = [
  'README.md',
  'AGENTS.md',
  'CONTRIBUTING.md',
  'examples/README.md',
  ...readdirSync(new URL('docs/', root)).map((name) => `docs/${name}`),
];
const examples = documents
  .filter((name) => name.endsWith('.md'))
  .flatMap(
    (name) =>
      read(name)
        .replaceAll('\\\n', ' ')
        .match(/npx percorso [^\n`]+/g)
        ?.map((line) => [name, line.replace(/ #.*/, '')] as const) ?? [],
  );

it.each(examples)('%s: `%s` is a command with options that there are', (_name, line) => {
  const words = line.split(' ').slice(2);
  const name = helps.has(words.slice(0, 2).join(' ')) ? words.slice(0, 2).join(' ') : (words[0] ?? '');
  if (/^[A-Z]+$/.test(name)) return;
  expect([...helps.keys()]).toContain(name);
  const known = [...listOwnOptions(helps.get(name) ?? ''), ...listOwnOptions(own)];
  expect(known).toEqual(expect.arrayContaining(listOptions(line)));
});

it.each(examples.filter(([name, line]) => name === 'docs/cli.md' && line.includes('validate examples')))(
  '%s: `%s` ends well',
  async (_name, line) => {
    const { exitCode } = await runCommand(line.split(' ').slice(2), {
      directory: new URL('.', root).pathname,
    });
    expect(exitCode).toBe(0);
  },
);

it('docs/problem-codes.md names every code of a problem, and no other', () => {
  const [union = ''] = /(?<=type ProblemCode =)[^;]+/.exec(read('engine/config/problems/problem.ts')) ?? [];
  const codes = union.match(/\w+/g) ?? [];
  expect(codes).toContain('missing');
  const table = read('docs/problem-codes.md');
  expect((table.match(/(?<=^\| `)\w+/gm) ?? []).sort()).toEqual(codes.sort());
});

describe('docs/touchpoints.md', () => {
  it('names every code with which an event can be rejected, and no other', () => {
    const rows =
      read('docs/touchpoints.md').match(/(?<=\| code \| what to do \|\n\|---\|---\|\n)(?:\|.*\n)+/)?.[0] ??
      '';
    const named = rows.split('\n').flatMap((row) => row.split('|')[1]?.match(/(?<=`)\w+(?=`)/g) ?? []);
    expect(named.sort()).toEqual([...rejectionCodes].sort());
  });

  it('shows an entry for the AWS CLI that is taken', () => {
    const [, json = ''] = /--entries '(.+)'/.exec(read('docs/touchpoints.md')) ?? [];
    const [{ Source, DetailType, Detail }] = JSON.parse(json) as [Record<string, string>];
    const value = { source: Source, name: DetailType, detail: JSON.parse(Detail ?? '') };
    expect(readTouchpoint(value, { source: 's', now: 0, isChecked: true }).touchpoint.name).toBe(DetailType);
  });

  it('states the same limits as the code', () => {
    const page = read('docs/touchpoints.md');
    for (const limit of [
      maxContentLength,
      maxTraitsLength,
      maxTraitLength,
      maxStatedTraits,
      maxConsents,
      maxDepth,
    ]) {
      expect(page).toContain(limit.toLocaleString('en-US'));
    }
  });
});

it('docs/pinpoint.md shows an import that is taken', () => {
  const [, json = ''] = /```json\n([^`]+)```/.exec(read('docs/pinpoint.md')) ?? [];
  const options = { source: 's', now: Date.parse('2026-11-22T00:00:00Z'), isChecked: true };
  expect(readTouchpoint(JSON.parse(json), options).touchpoint.detail['userId']).toBe('42');
});

it('the README’s put-events line is the one that `npm start` prints', async () => {
  const readme = /^aws events put-events --entries .+$/m.exec(read('README.md'))?.[0] ?? '';
  const printed = describeNextSteps('http://127.0.0.1:4566', undefined).map((line) => line.trim());
  expect(printed).toContain(readme);
  expect(printed).toContain(/^export AWS_ENDPOINT_URL=.+$/m.exec(read('README.md'))?.[0]);
});
