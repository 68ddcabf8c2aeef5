/**
 * Which email each CDNOW customer gets on which day in the win-back and the welcome journey: computed from the file,
 * order by order, without the product. Two things cannot be computed, because they depend on ids that the product
 * assigns: the path of the split, and the holdout. The caller passes both in, and checks the share of each and that a
 * person is always on the same side.
 *
 * The file has dates only. An order of the n-th day since 1997-01-01 happened n seconds past noon (UTC): the orders of
 * one day share a moment, and an order exactly 90 days after another comes 90 seconds after its wait is over.
 */

export interface DatedOrder {
  readonly customer: string;
  /** `1997-01-01` */
  readonly day: string;
}

export type Letter = 'welcome-warm' | 'welcome-plain' | 'second' | 'win-back';

export interface Chance {
  /** The path of the welcome's split that opens with a warm letter; else the plain one. */
  takesWarm(customer: string): boolean;
  /** Belongs to the tenth that the win-back leaves alone. */
  isHeldOut(customer: string): boolean;
}

export interface CustomerOutcome {
  /** `win-back 1997-05-14`, in the order of time. */
  readonly letters: readonly string[];
  /** Days on which a win-back was due and the person belonged to the tenth. */
  readonly heldOut: readonly string[];
  /** Days on which a win-back was due, and another letter within 60 days capped it. */
  readonly capped: readonly string[];
  /** Entries into the win-back, and those of them that an order ended. */
  readonly entries: number;
  readonly exits: number;
}

export const dayMs = 86_400_000;
const noon = 43_200_000;
const firstDay = Date.parse('1997-01-01T00:00:00Z');
const quietDays = 90;
const capDays = 60;
/** Days until the second letter of the welcome. */
const secondAfter = { warm: 35, plain: 20 } as const;
const evening = 18 * 3_600_000;

/** Epoch ms. */
export function timeOrder(day: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  return midnight + noon + ((midnight - firstDay) / dayMs) * 1000;
}

/** By customer. */
export function expectAll(
  orders: Iterable<DatedOrder>,
  chance: Chance,
): ReadonlyMap<string, CustomerOutcome> {
  const byCustomer = new Map<string, number[]>();
  for (const { customer, day } of orders) {
    const moments = byCustomer.get(customer) ?? [];
    moments.push(timeOrder(day));
    byCustomer.set(customer, moments);
  }
  return new Map(
    [...byCustomer].map(([customer, moments]) => [
      customer,
      expectOne(
        moments.sort((left, right) => left - right),
        chance.takesWarm(customer),
        chance.isHeldOut(customer),
      ),
    ]),
  );
}

/** `orders`: epoch ms, oldest first. */
export function expectOne(
  orders: readonly number[],
  takesWarm: boolean,
  isHeldOut: boolean,
): CustomerOutcome {
  const [first, next] = orders;
  if (first === undefined) throw new RangeError('A customer has at least one order');
  const letters = [{ letter: takesWarm ? 'welcome-warm' : 'welcome-plain', at: first }];
  let lastPromotional = Number.NEGATIVE_INFINITY;

  // The welcome: its second letter goes out in the evening, unless there was another order by noon of that day.
  const waitOver = first + (takesWarm ? secondAfter.warm : secondAfter.plain) * dayMs;
  if (next === undefined || next > waitOver) {
    lastPromotional = startOfDay(waitOver) + evening;
    letters.push({ letter: 'second', at: lastPromotional });
  }

  // The win-back: every order enters, the next one ends it. The second letter always comes before the first of these.
  const heldOut: string[] = [];
  const capped: string[] = [];
  let exits = 0;
  for (const [index, at] of orders.entries()) {
    const due = at + quietDays * dayMs;
    const following = orders[index + 1];
    if (following !== undefined && following <= due) {
      exits += 1;
    } else if (isHeldOut) {
      heldOut.push(nameDay(due));
    } else if (due - lastPromotional < capDays * dayMs) {
      capped.push(nameDay(due));
    } else {
      lastPromotional = due;
      letters.push({ letter: 'win-back', at: due });
    }
  }
  const named = letters.map(({ letter, at }) => `${letter} ${nameDay(at)}`);
  return { letters: named, heldOut, capped, entries: orders.length, exits };
}

export function nameDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function startOfDay(at: number): number {
  return Math.floor(at / dayMs) * dayMs;
}
