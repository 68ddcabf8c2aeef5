/** Compares the outcomes with `examples/expected.json`. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PersonOutcome } from './read-people.ts';
import { examples } from './run-samples.ts';

export interface Expectations {
  readonly people: Readonly<Record<string, Pick<PersonOutcome, 'gets' | 'doesNotGet'>>>;
  /** Codes of the rejected touchpoints. */
  readonly rejected: readonly string[];
  /** Origin → measure → the exact count. Counts that are not listed may be anything. */
  readonly statistics: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export async function readExpectations(file = join(examples, 'expected.json')): Promise<Expectations> {
  return JSON.parse(await readFile(file, 'utf8'));
}

/** One line per difference; empty when all outcomes match. */
export function compareOutcome(
  expected: Expectations,
  people: readonly PersonOutcome[],
  rejected: readonly string[],
): string[] {
  const differences = people.flatMap(({ person, gets, doesNotGet }) => {
    const wanted = expected.people[person] ?? { gets: [], doesNotGet: [] };
    return [
      ...compareLists(`${person} gets`, wanted.gets, gets),
      ...compareLists(`${person} does not get`, wanted.doesNotGet, doesNotGet),
    ];
  });
  return [...differences, ...compareLists('rejected events', expected.rejected, rejected)];
}

/** One line per count that differs. */
export function compareCounts({ statistics }: Expectations, found: Expectations['statistics']): string[] {
  return Object.entries(statistics).flatMap(([origin, measures]) =>
    Object.entries(measures).flatMap(([measure, wanted]) => {
      const counted = found[origin]?.[measure] ?? 0;
      return counted === wanted ? [] : [`${origin} ${measure}: expected ${wanted}, counted ${counted}`];
    }),
  );
}

function compareLists(what: string, wanted: readonly string[], found: readonly string[]): string[] {
  const [left, right] = [[...wanted].sort().join(', '), [...found].sort().join(', ')];
  return left === right ? [] : [`${what}: expected [${left}], found [${right}]`];
}
