/** The glossary is the law of words: its third column bans names of the product, its last table words in every text. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  findPhrases,
  hasPhrase,
  listNames,
  makePhraseTest,
  type NameAt,
  splitWords,
} from '../architecture/names.ts';
import { isTypeScript, listFiles, readCode } from '../architecture/source-files.ts';
import { synthesizeStage } from '../lib/synthesize-stage.ts';

interface Exception {
  readonly phrase: string;
  /** Names that may have the phrase; every name, where it is absent. */
  readonly names?: RegExp;
  /** Places in which they may have it; everywhere, where it is absent. */
  readonly paths?: RegExp;
  readonly reason: string;
}

const exceptions: readonly Exception[] = [
  {
    phrase: 'subject',
    paths:
      /^(adapters\/(content|providers\/ses|(dynamodb|memory)\/message-copies)|app\/(send|rights\/export|publish\/check-unused-blocks)|engine\/(channels|config|model\/documents)|app\/ports|cli\/(preview|simulate|output\/format-preview)|app\/preferences\/receive-unsubscription|functions\/serve-preferences|local\/)/,
    reason: 'the subject line of an email',
  },
  { phrase: 'shard', names: /wake_?shard|WAKE_SHARDS/i, reason: 'a partition of the index of wake-ups' },
  {
    phrase: 'shard',
    paths:
      /^(adapters\/(wake-shard|keys|(dynamodb|memory)\/profile-store)|app\/ports\/profile-store|cli\/demo\/step-through-time|app\/advance\/sweep-timers|lib\/(timers|profile-pipeline))\b/,
    reason: 'a partition of the index of wake-ups',
  },
];

/** Files that may have a word of the last table. */
const textExceptions = [
  { path: 'package-lock.json', reason: 'names of packages' },
  { path: 'docs/glossary.md', reason: 'the words themselves' },
  { path: 'test/docs/glossary.test.ts', reason: 'examples of the words' },
  { path: 'test/simulation/run.ts', reason: 'a worker whose name seeds its random numbers' },
] as const;

interface Row {
  readonly word: string;
  readonly meaning: string;
  readonly banned: readonly string[];
}

const [terms = '', plainWords = ''] = readFileSync('docs/glossary.md', 'utf8').split('\n## Plain words\n');
const rows = readRows();
const banned = [...new Set(rows.flatMap((row) => row.banned))];
const idioms = plainWords
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .flatMap((line) => listCodes(line.split('|')[1] ?? ''));

describe('the glossary', () => {
  it('has each word once, with a meaning', () => {
    expect(rows.length).toBeGreaterThan(60);
    const words = rows.map(({ word }) => word);
    expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([]);
    expect(rows.filter(({ meaning }) => meaning.length < 15)).toEqual([]);
  });

  it('bans no word that it defines', () => {
    expect(banned.length).toBeGreaterThan(15);
    const defined = rows.flatMap(({ word }) => word.split(', '));
    expect(banned.filter((phrase) => defined.includes(phrase))).toEqual([]);
  });
});

describe('names', () => {
  let names: readonly NameAt[] = [];

  beforeAll(() => {
    names = [...listProductNames(), ...listDeployedNames()];
  });

  it('are found in the code and in the template', () => {
    const found = new Set(names.map(({ name }) => name));
    for (const name of ['startRuns', 'RunStore', 'RECEIPT', 'percorso-test-fan-out-audience', 'RunsMissed']) {
      expect([name, found.has(name)]).toEqual([name, true]);
    }
  });

  it.each([
    ['judgeDocuments', 'judge', true],
    ['WALKS_TABLE', 'walk', true],
    ['people-handed-out', 'hand out', true],
    ['wallet', 'wall', false],
    ['receiptBook', 'receipt book', true],
    ['receipt', 'receipt book', false],
  ])('%s has the word %s: %s', (name, phrase, expected) => {
    expect(hasPhrase(name, phrase)).toBe(expected);
  });

  it('have no banned word', () => {
    const tests = banned.map((phrase) => ({ phrase, isIn: makePhraseTest(phrase) }));
    const found = new Map(
      [...new Set(names.map(({ name }) => name))].map((name) => {
        const words = splitWords(name);
        return [name, tests.filter(({ isIn }) => isIn(words)).map(({ phrase }) => phrase)];
      }),
    );
    const violations = names.flatMap(({ name, path }) =>
      (found.get(name) ?? [])
        .filter((phrase) => !isExcepted(phrase, name, path))
        .map((phrase) => `${phrase}: ${name} (${path})`),
    );
    expect(violations).toEqual([]);
  });

  it('have no verb of several meanings', () => {
    const verbs = listFiles()
      .filter((file) => isTypeScript(file) && !/^(test|adapters\/providers)\//.test(file.path))
      .flatMap((file) =>
        [...readCode(file).matchAll(/\b(?:take|refuse)(?:[A-Z]\w*)?(?=\(| = )/g)].map(
          ([name]) => `${name} (${file.path})`,
        ),
      );
    expect(verbs).toEqual([]);
  });

  it.each(exceptions)('need the exception for $phrase: $reason', (exception) => {
    const uses = names.filter(
      ({ name, path }) => hasPhrase(name, exception.phrase) && matches(exception, name, path),
    );
    expect(uses.length).toBeGreaterThan(0);
  });
});

describe('the plain words', () => {
  const files = listFiles().filter(({ path }) => /\.(ts|js|mjs|md|json|jsonl|ya?ml|html|css)$/.test(path));
  const find = (text: string) => findPhrases(text, idioms).map(({ found }) => found);

  it.each([
    ['an event that comes again', ['comes again']],
    ['Whoever\n * passes over it', ['whoever', 'passes over']],
    ['const wasTold = isStanding', ['told', 'standing']],
    ['example.com, again and again; understand a standard pass', []],
  ])('are found in %j: %j', (text, expected) => {
    expect(find(text)).toEqual(expected);
  });

  it('are used in every text file', () => {
    expect(idioms.length).toBeGreaterThan(15);
    expect(files.length).toBeGreaterThan(1_000);
    const excepted = new Set<string>(textExceptions.map(({ path }) => path));
    const violations = files
      .filter(({ path }) => !excepted.has(path))
      .flatMap(({ path, text }) =>
        findPhrases(text, idioms).map(({ found, around }) => `${found}: ${path}: ${around}`),
      );
    expect(violations).toEqual([]);
  });

  it('are not interrupted by the marks of a conflict between versions', () => {
    const marks = /^(<{7}|>{7}) /m;
    expect(files.filter(({ text }) => marks.test(text)).map(({ path }) => path)).toEqual([]);
  });

  it.each(textExceptions.slice(1))('need the exception for $path: $reason', ({ path }) => {
    expect(files.filter((file) => file.path === path).flatMap(({ text }) => find(text))).not.toEqual([]);
  });
});

function readRows(): Row[] {
  return terms
    .split('\n')
    .filter((line) => /^\| (?!word \|)/.test(line))
    .map((line) => {
      const [, word = '', meaning = '', not = ''] = line.split('|').map((cell) => cell.trim());
      return { word, meaning, banned: listCodes(not) };
    });
}

function listCodes(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, phrase]) => phrase ?? '');
}

function isExcepted(phrase: string, name: string, path: string): boolean {
  return exceptions.some((exception) => exception.phrase === phrase && matches(exception, name, path));
}

function matches({ names = /./, paths = /./ }: Exception, name: string, path: string): boolean {
  return names.test(name) && paths.test(path);
}

function listProductNames(): NameAt[] {
  return listFiles()
    .filter((file) => isTypeScript(file) && file.path.includes('/') && !file.path.startsWith('test/'))
    .flatMap(listNames);
}

/** Every logical id, property name and single-word text of the template: functions, queues, alarms, metrics, outputs. */
function listDeployedNames(): NameAt[] {
  const found = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value === 'string' && /^\S{1,200}$/.test(value)) found.add(value);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, member] of Object.entries(value)) {
      found.add(key);
      collect(member);
    }
  };
  collect(synthesizeStage({ alarmTopicArn: 'arn:aws:sns:us-east-1:123456789012:alarms' }));
  return [...found].map((name) => ({ name, path: 'template' }));
}
