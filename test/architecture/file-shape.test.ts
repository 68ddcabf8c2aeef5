/** Holds how the product's code is cut into files: none too small to be one, no passage twice in a layer. */
import { describe, expect, it } from 'vitest';
import { findRepeats } from './repeats.ts';
import { isTypeScript, listFiles, listImports } from './source-files.ts';

const product = listFiles().filter(
  (file) => isTypeScript(file) && file.path.includes('/') && !file.path.startsWith('test/'),
);

/** Files of under 15 lines with one user. */
const smallOnPurpose: readonly { readonly paths: RegExp; readonly reason: string }[] = [
  {
    paths: /^engine\/(traits|journeys\/steps|config\/schemas)\//,
    reason: 'one file per member of a typed record: aggregators, step types, document kinds',
  },
  {
    paths: /^adapters\/dynamodb\/lazy-consent-ledger\.ts$/,
    reason: 'its user, a handler, only wires, and the contract suite runs it',
  },
  { paths: /^lib\/checks\.ts$/, reason: 'its user, bin/, may not import cdk-nag' },
];

/** Two records over all step types, which the compiler holds complete: their schemas, and what they do. */
const equalOnPurpose = /^engine\/(config\/schemas\/journey-step-schemas|journeys\/steps\/step-types)\.ts:/;

describe('files', () => {
  it('of under 15 lines have several users, or a reason to be files of their own', () => {
    const users = Map.groupBy(
      product.flatMap(listImports).filter(({ isOurs }) => isOurs),
      ({ to }) => to,
    );
    const lonely = product
      .filter(({ lines }) => lines < 15)
      .filter(({ path }) => new Set((users.get(path) ?? []).map(({ from }) => from)).size === 1)
      .map(({ path }) => path);
    expect(lonely.filter((path) => !smallOnPurpose.some(({ paths }) => paths.test(path)))).toEqual([]);
    for (const { paths, reason } of smallOnPurpose) {
      expect([reason, lonely.some((path) => paths.test(path))]).toEqual([reason, true]);
    }
  });

  it.each(['bin', 'lib', 'functions', 'app', 'adapters', 'engine', 'cli', 'local'])(
    'of %s/ have no six equal lines in a row twice',
    (area) => {
      const repeats = findRepeats(
        product.filter(({ path }) => path.startsWith(`${area}/`)),
        6,
      );
      const unexpected = repeats.filter(({ places }) => !places.every((place) => equalOnPurpose.test(place)));
      expect(unexpected).toEqual([]);
    },
  );

  it('with equal lines are found', () => {
    const lines = ['one();', 'two();', 'three();', 'four();', 'five();', 'six();'];
    const first = { path: 'a.ts', text: ['import x from "y";', ...lines, 'seven();'].join('\n'), lines: 8 };
    const second = {
      path: 'b.ts',
      text: ['', ...lines.map((line) => `  ${line}`), 'eight();'].join('\n'),
      lines: 8,
    };
    expect(findRepeats([first, second], 6)).toEqual([{ lines: 6, places: ['a.ts:2', 'b.ts:2'] }]);
    expect(findRepeats([first, second], 7)).toEqual([]);
  });
});
