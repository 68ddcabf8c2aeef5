/** The names in the product: identifiers, single-word strings (stored names, codes, metrics) and file names. */
import { readCode, type SourceFile } from './source-files.ts';

export interface NameAt {
  readonly name: string;
  readonly path: string;
}

/** `startRuns`, `start-runs`, `START_RUNS#1` and `StartRuns` are all start, runs. */
export function splitWords(name: string): string[] {
  return name
    .split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

export function listNames(file: SourceFile): NameAt[] {
  const identifiers = readCode(file).match(/[A-Za-z_$][\w$]*/g) ?? [];
  const strings = [...file.text.matchAll(/'([^'\s\\]+)'|`([^`\s\\]+)`/g)].map(
    ([, plain, template]) => plain ?? template ?? '',
  );
  const names = [...identifiers, ...strings.filter((text) => !text.startsWith('.'))];
  return [...new Set([...names, file.path])].map((name) => ({ name, path: file.path }));
}

/** Whether a name has a word or several in a row, in any form: judge, judges, judged, judging, judgement. */
export function hasPhrase(name: string, phrase: string): boolean {
  return makePhraseTest(phrase)(splitWords(name));
}

/** Tests the words of a name. */
export function makePhraseTest(phrase: string): (words: readonly string[]) => boolean {
  const forms = phrase
    .split(' ')
    .map((word) => new RegExp(`^${word.replace(/e$/, '')}(e|es|s|ed|er|ers|ing|ings|ement|al|als|ment)?$`));
  return (words) =>
    words.some((_, start) => forms.every((form, offset) => form.test(words[start + offset] ?? '')));
}
