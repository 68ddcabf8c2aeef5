/** The names in the product: identifiers, single-word strings (stored names, codes, metrics) and file names. */
import { readCode, type SourceFile } from './source-files.ts';

const endings = '(?:e|es|s|ed|er|ers|ing|ings|ement|al|als|ment)';

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

/** Whether a name has a word or several in a row, in any form: claim, claims, claimed, claiming, claimer. */
export function hasPhrase(name: string, phrase: string): boolean {
  return makePhraseTest(phrase)(splitWords(name));
}

/** Tests the words of a name. */
export function makePhraseTest(phrase: string): (words: readonly string[]) => boolean {
  const forms = new RegExp(`\\b${makePattern(phrase)}\\b`);
  return (words) => forms.test(words.join(' '));
}

/** Where any form of a phrase is in a text: in its sentences and, word by word, in its names. With the words around it. */
export function findPhrases(text: string, phrases: readonly string[]): { found: string; around: string }[] {
  const words = splitWords(text).join(' ');
  const forms = new RegExp(`\\b(?:${phrases.map(makePattern).join('|')})\\b`, 'g');
  return [...words.matchAll(forms)].map(({ 0: found, index }) => ({
    found,
    around: words.slice(Math.max(0, index - 30), index + 50),
  }));
}

/** A word that ends in "e" needs an ending: "comes" and "coming" are forms of "come", "com" is not. */
function makePattern(phrase: string): string {
  return phrase
    .split(' ')
    .map((word) => `${word.replace(/e$/, '')}${endings}${word.endsWith('e') ? '' : '?'}`)
    .join(' ');
}
