/** Sums the inventory of all processes by name and source, with the documents that name each event. */

import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { DAY, formatUtcDay } from '../../engine/base/time-units.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import type { InventoryBatch, InventoryEvent, InventoryStore } from '../ports/inventory-store.ts';
import { mapBounded } from '../runtime/run-bounded.ts';

/** Days that are stored. */
export const inventoryDays = 30;
/** Days that are read at the same time: each is a partition of its own. */
const concurrency = 10;

export interface CountedField {
  readonly path: string;
  readonly types: readonly string[];
  /** Share of the events that have it, 0 to 1. */
  readonly share: number;
}

export interface CountedEvent {
  readonly name: string;
  readonly source: string;
  readonly count: number;
  /** Epoch ms. */
  readonly first: number;
  readonly last: number;
  /** UTC day → count, days without events left out. */
  readonly days: Readonly<Record<string, number>>;
  readonly fields: readonly CountedField[];
  /** Place and keyword → count. */
  readonly breaches: Readonly<Record<string, number>>;
  /** Labels of the published documents that name the event, contracts left out. Empty: nothing listens. */
  readonly listeners: readonly string[];
  /** Label of its contract. */
  readonly contract?: string;
}

export interface CountedInventory {
  /** The most frequent first. */
  readonly events: readonly CountedEvent[];
  /** Touchpoints that were counted without their name. */
  readonly others: number;
}

export interface InventoryQuestion {
  /** Epoch ms. */
  readonly now: number;
  readonly days: number;
  readonly name?: string | undefined;
}

/** `program`: undefined when nothing is published. */
export async function readInventory(
  store: Pick<InventoryStore, 'list'>,
  program: ProgramSnapshot | undefined,
  { now, days, name }: InventoryQuestion,
): Promise<CountedInventory> {
  const names = Array.from({ length: days }, (_, back) => formatUtcDay(now - (days - 1 - back) * DAY));
  const batches = (await mapBounded(names, concurrency, (day) => readDay(store, day))).flat();
  const sums = new Map<string, Sum>();
  for (const batch of batches) {
    for (const event of batch.events) {
      if (name !== undefined && event.name !== name) continue;
      const key = JSON.stringify([event.source, event.name]);
      sums.set(key, addEvent(sums.get(key), event, batch.day));
    }
  }
  const events = [...sums.values()].sort((left, right) => right.count - left.count);
  const listeners = indexListeners(program);
  return {
    events: events.map((sum) => ({ ...describe(sum), ...listeners(sum.name, sum.source) })),
    others: batches.reduce((total, { others }) => total + others, 0),
  };
}

async function readDay(store: Pick<InventoryStore, 'list'>, day: string): Promise<InventoryBatch[]> {
  const batches: InventoryBatch[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.list(day, cursor);
    batches.push(...page.batches);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return batches;
}

interface Sum extends Pick<CountedEvent, 'name' | 'source' | 'count' | 'first' | 'last'> {
  readonly days: Map<string, number>;
  readonly fields: Map<string, { readonly count: number; readonly types: ReadonlySet<string> }>;
  readonly breaches: Map<string, number>;
}

function addEvent(sum: Sum | undefined, event: InventoryEvent, day: string): Sum {
  const { name, source, count, first, last } = event;
  const days = sum?.days ?? new Map<string, number>();
  days.set(day, (days.get(day) ?? 0) + count);
  const fields: Sum['fields'] = sum?.fields ?? new Map();
  for (const [path, [seen, types]] of Object.entries(event.fields)) {
    const before = fields.get(path);
    fields.set(path, {
      count: (before?.count ?? 0) + seen,
      types: new Set([...(before?.types ?? []), ...types]),
    });
  }
  const breaches: Sum['breaches'] = sum?.breaches ?? new Map();
  for (const [place, seen] of Object.entries(event.breaches ?? {}))
    breaches.set(place, (breaches.get(place) ?? 0) + seen);
  return {
    ...{ name, source, days, fields, breaches },
    count: (sum?.count ?? 0) + count,
    first: Math.min(sum?.first ?? first, first),
    last: Math.max(sum?.last ?? last, last),
  };
}

function describe({ days, fields, breaches, ...sum }: Sum): Omit<CountedEvent, 'listeners' | 'contract'> {
  return {
    ...sum,
    days: Object.fromEntries([...days].sort(([left], [right]) => (left < right ? -1 : 1))),
    fields: [...fields]
      .map(([path, { count, types }]) => ({ path, types: [...types].sort(), share: count / sum.count }))
      .sort((left, right) => right.share - left.share || (left.path < right.path ? -1 : 1)),
    breaches: Object.fromEntries([...breaches].sort(([, left], [, right]) => right - left)),
  };
}

type Listeners = (
  name: string,
  source: string,
) => { readonly listeners: readonly string[]; readonly contract?: string };

/** Every rule, journey, trait, segment and condition names its events as text. */
function indexListeners(program: ProgramSnapshot | undefined): Listeners {
  if (program === undefined) return () => ({ listeners: [] });
  const { rules, segments, traits, campaigns, journeys, contracts = [] } = program;
  const documents = [
    ...rules,
    ...journeys.map(({ document }) => document),
    ...segments,
    ...traits,
    ...campaigns,
  ];
  const texts = documents.map(
    (document) => [`${document.kind}/${document.id}`, JSON.stringify(document)] as const,
  );
  return (name, source) => {
    const text = JSON.stringify(name);
    const named = contracts.filter(({ event }) => event === name);
    const contract =
      named.find((one) => one.source === source) ?? named.find((one) => one.source === undefined);
    return {
      listeners: texts.flatMap(([label, content]) => (content.includes(text) ? [label] : [])),
      ...omitAbsent({ contract: contract && `event/${contract.id}` }),
    };
  };
}
