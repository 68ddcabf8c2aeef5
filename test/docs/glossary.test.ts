/** The glossary is the law of names: no name of the product has a word that its third column bans. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { hasPhrase, listNames, makePhraseTest, type NameAt, splitWords } from '../architecture/names.ts';
import { isTypeScript, listFiles } from '../architecture/source-files.ts';
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
      /^(adapters\/(content|providers\/ses)|app\/send|engine\/(channels|config|model\/documents)|app\/ports|cli\/(preview|simulate|commands\/simulation\/(preview|send-test))|local\/)/,
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

interface Row {
  readonly word: string;
  readonly meaning: string;
  readonly banned: readonly string[];
}

const rows = readRows();
const banned = [...new Set(rows.flatMap((row) => row.banned))];

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

  it.each(exceptions)('need the exception for $phrase: $reason', (exception) => {
    const uses = names.filter(
      ({ name, path }) => hasPhrase(name, exception.phrase) && matches(exception, name, path),
    );
    expect(uses.length).toBeGreaterThan(0);
  });
});

function readRows(): Row[] {
  const [terms = ''] = readFileSync('docs/glossary.md', 'utf8').split('\n## Plain words\n');
  return terms
    .split('\n')
    .filter((line) => /^\| (?!word \|)/.test(line))
    .map((line) => {
      const [, word = '', meaning = '', not = ''] = line.split('|').map((cell) => cell.trim());
      return { word, meaning, banned: [...not.matchAll(/`([^`]+)`/g)].map(([, phrase]) => phrase ?? '') };
    });
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
