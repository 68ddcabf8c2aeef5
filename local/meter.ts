/**
 * Counts billable units in total, by resource and by caller, and calculates their cost.
 *
 * To use: `new BillingMeter(() => clock.now())` is the context's meter, `GET /_local/meter` returns `read()`, and
 * `POST /_local/reset` calls `clear()`, and the gateway runs each call inside `attributeTo(caller, run)`, where the
 * caller is a function's logical id, `operator` or the name of an AWS service.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { pricesDate, pricesRegion, priceTable, priceUnits } from './price-table.ts';
import type { Meter } from './service.ts';

/** Counts at one moment; the argument of `since`. */
export interface MeterSnapshot {
  /** ISO 8601, virtual time. */
  readonly time: string;
  readonly units: ReadonlyMap<string, number>;
  readonly byResource: ReadonlyMap<string, number>;
  readonly byCaller: ReadonlyMap<string, number>;
}

/** The body of `GET /_local/meter`. */
export interface MeterReport {
  /** ISO 8601, virtual time from which units count. */
  readonly since: string;
  readonly units: Readonly<Record<string, number>>;
  /** Dollars by unit, not rounded. */
  readonly dollars: Readonly<Record<string, number>>;
  readonly total: number;
  /** Counted units without a price: they are never silently free. */
  readonly unpriced: readonly string[];
  /** Units by resource (table, index, queue, channel), then by unit. */
  readonly byResource: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Units by caller, then by unit. */
  readonly byCaller: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly prices: {
    readonly date: string;
    readonly region: string;
    /** Source page by unit. */
    readonly source: Readonly<Record<string, string>>;
  };
}

const separator = '\n';

export class BillingMeter implements Meter {
  readonly #now: () => number;
  readonly #caller = new AsyncLocalStorage<string>();
  readonly #units = new Map<string, number>();
  readonly #byResource = new Map<string, number>();
  readonly #byCaller = new Map<string, number>();
  #since: string;

  /** `now`: virtual time, epoch milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
    this.#since = new Date(now()).toISOString();
  }

  count(unit: string, quantity: number, resource?: string): void {
    add(this.#units, unit, quantity);
    if (resource !== undefined) add(this.#byResource, resource + separator + unit, quantity);
    const caller = this.#caller.getStore();
    if (caller !== undefined) add(this.#byCaller, caller + separator + unit, quantity);
  }

  /** Runs work, synchronous or not, and attributes its counts to the caller. */
  attributeTo<T>(caller: string, run: () => T): T {
    return this.#caller.run(caller, run);
  }

  snapshot(): MeterSnapshot {
    return {
      time: new Date(this.#now()).toISOString(),
      units: new Map(this.#units),
      byResource: new Map(this.#byResource),
      byCaller: new Map(this.#byCaller),
    };
  }

  /** The counts since a snapshot. */
  since(earlier: MeterSnapshot): MeterReport {
    return createReport(
      earlier.time,
      subtract(this.#units, earlier.units),
      subtract(this.#byResource, earlier.byResource),
      subtract(this.#byCaller, earlier.byCaller),
    );
  }

  /** The counts since the start, or the last `clear`. */
  read(): MeterReport {
    return createReport(this.#since, this.#units, this.#byResource, this.#byCaller);
  }

  clear(): void {
    this.#units.clear();
    this.#byResource.clear();
    this.#byCaller.clear();
    this.#since = new Date(this.#now()).toISOString();
  }
}

function createReport(
  since: string,
  counted: ReadonlyMap<string, number>,
  byResource: ReadonlyMap<string, number>,
  byCaller: ReadonlyMap<string, number>,
): MeterReport {
  const units: Record<string, number> = {};
  const dollars: Record<string, number> = {};
  const source: Record<string, string> = {};
  const unpriced: string[] = [];
  let total = 0;
  for (const [unit, quantity] of [...counted].sort(([left], [right]) => (left < right ? -1 : 1))) {
    units[unit] = quantity;
    const cost = priceUnits(unit, quantity);
    if (cost === undefined) unpriced.push(unit);
    else {
      dollars[unit] = cost;
      total += cost;
      source[unit] = priceTable[unit]?.source ?? '';
    }
  }
  return {
    since,
    units,
    dollars,
    total,
    unpriced,
    byResource: group(byResource),
    byCaller: group(byCaller),
    prices: { date: pricesDate, region: pricesRegion, source },
  };
}

function add(map: Map<string, number>, key: string, quantity: number): void {
  map.set(key, (map.get(key) ?? 0) + quantity);
}

function subtract(
  later: ReadonlyMap<string, number>,
  earlier: ReadonlyMap<string, number>,
): Map<string, number> {
  const rest = new Map<string, number>();
  for (const [key, quantity] of later) {
    const difference = quantity - (earlier.get(key) ?? 0);
    if (difference !== 0) rest.set(key, difference);
  }
  return rest;
}

function group(counted: ReadonlyMap<string, number>): Record<string, Record<string, number>> {
  const groups: Record<string, Record<string, number>> = {};
  for (const [key, quantity] of [...counted].sort(([left], [right]) => (left < right ? -1 : 1))) {
    const [owner = '', unit = ''] = key.split(separator);
    groups[owner] ??= {};
    const units = groups[owner];
    if (units !== undefined) units[unit] = quantity;
  }
  return groups;
}
