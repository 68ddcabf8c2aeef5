/** Holds what the product did to the CDNOW customers against what was worked out from the file. */
import { type DatedOrder, expectAll } from './cdnow-journeys.ts';

/** What was seen of one customer; each list in any order. */
export interface SeenOutcome {
  /** `win-back 1997-05-14` */
  readonly letters: readonly string[];
  /** `1997-05-14` */
  readonly heldOut: readonly string[];
  readonly capped: readonly string[];
}

export interface Comparison {
  readonly customers: number;
  readonly letters: Readonly<Record<string, number>>;
  readonly heldOut: number;
  readonly capped: number;
  readonly exits: number;
  /** Of those whose win-back fell due, in percent: people, not times. */
  readonly heldOutShare: number;
  /** Of all, in percent. */
  readonly warmShare: number;
  readonly problems: readonly string[];
}

/**
 * Two things are read from the product and not computed: the side of the split (by the first letter) and the holdout
 * (everyone who ever was in it). The comparison checks that a person is always on one side; the caller checks the shares.
 */
export function compareOutcomes(
  orders: readonly DatedOrder[],
  seen: ReadonlyMap<string, SeenOutcome>,
): Comparison {
  const takesWarm = (customer: string): boolean =>
    seen.get(customer)?.letters.some((letter) => letter.startsWith('welcome-warm')) === true;
  const isHeldOut = (customer: string): boolean => (seen.get(customer)?.heldOut.length ?? 0) > 0;
  const expected = expectAll(orders, { takesWarm, isHeldOut });
  const problems: string[] = [];
  const letters: Record<string, number> = {};
  const sums = { heldOut: 0, capped: 0, exits: 0, heldOutPeople: 0, warmPeople: 0, duePeople: 0 };
  for (const [customer, run] of expected) {
    const found = seen.get(customer) ?? { letters: [], heldOut: [], capped: [] };
    for (const part of ['letters', 'heldOut', 'capped'] as const) {
      const [wanted, actual] = [run[part].toSorted().join(', '), found[part].toSorted().join(', ')];
      if (wanted !== actual) problems.push(`${customer} ${part}: [${actual}] instead of [${wanted}]`);
    }
    for (const letter of found.letters) {
      const [name = ''] = letter.split(' ');
      letters[name] = (letters[name] ?? 0) + 1;
    }
    sums.heldOut += found.heldOut.length;
    sums.capped += found.capped.length;
    sums.exits += run.exits;
    if (found.heldOut.length > 0) sums.heldOutPeople += 1;
    if (takesWarm(customer)) sums.warmPeople += 1;
    if (run.exits < run.entries) sums.duePeople += 1;
  }
  const strangers = [...seen.keys()].filter((customer) => !expected.has(customer));
  if (strangers.length > 0) problems.push(`people of no order: ${strangers.slice(0, 5).join(', ')}`);
  const { heldOut, capped, exits } = sums;
  return {
    customers: expected.size,
    letters,
    heldOut,
    capped,
    exits,
    heldOutShare: (100 * sums.heldOutPeople) / sums.duePeople,
    warmShare: (100 * sums.warmPeople) / expected.size,
    problems,
  };
}
