/** What changed contracts mean for the events that come in: compared with the fields and types that were counted of them. */
import { findContract } from '../../engine/contracts/compile-contract.ts';
import type { EventDocument } from '../../engine/model/documents/event-document.ts';
import { type CountedEvent, readInventory } from '../inventory/read-inventory.ts';
import type { InventoryStore } from '../ports/inventory-store.ts';
import { inspectShape, type ShapeProblem } from './inspect-shape.ts';

/** What the sources sent earlier says less about what they send now. */
export const forecastDays = 7;

export interface ContractForecast {
  /** `event/order-completed` */
  readonly contract: string;
  readonly onBreach: EventDocument['onBreach'];
  readonly event: string;
  readonly source: string;
  /** Events that were counted. */
  readonly count: number;
  /** At least as many of them break the contract: by the worst of `problems`. */
  readonly breaking: number;
  readonly problems: readonly ShapeProblem[];
}

export interface Forecast {
  readonly events: readonly ContractForecast[];
  /** Labels of changed contracts of which no event was counted. */
  readonly unseen: readonly string[];
}

/** `failure`: what stopped the count. */
export type ForecastAnswer = Forecast | { readonly failure: unknown };

export interface ContractChange {
  readonly before: readonly EventDocument[];
  readonly after: readonly EventDocument[];
}

/** Undefined: no contract applies that did not apply before. A failure is part of the answer. `now`: epoch ms. */
export async function forecastBreaches(
  { before, after }: ContractChange,
  open: () => Promise<Pick<InventoryStore, 'list'>>,
  now: number,
): Promise<ForecastAnswer | undefined> {
  const [old, live] = [before, after].map((contracts) => contracts.filter(({ status }) => status === 'live'));
  const known = new Set(old?.map(describe));
  const changed = live?.filter((contract) => !known.has(describe(contract))) ?? [];
  const isSame = changed.length === 0 && old?.length === live?.length;
  if (isSame || live === undefined || live.length === 0) return undefined;
  try {
    const { events } = await readInventory(await open(), undefined, { now, days: forecastDays });
    const find = (contracts: readonly EventDocument[], { name, source }: CountedEvent) =>
      findContract(
        contracts.filter((one) => one.event === name),
        source,
      );
    const found = events.flatMap((event) => {
      const contract = find(live, event);
      if (contract === undefined) return [];
      const previous = find(old ?? [], event);
      if (previous !== undefined && describe(previous) === describe(contract)) return [];
      const { schema, traitsSchema, contextSchema, onBreach, id } = contract;
      const parts = [
        ['properties', schema] as const,
        ['traits', traitsSchema] as const,
        ['context', contextSchema] as const,
      ];
      const problems = parts.flatMap(([part, one]) =>
        one === undefined ? [] : inspectShape(one, part, event),
      );
      const sure = problems.flatMap((problem) => (problem.isPossible ? [] : [problem.events]));
      const { name, source, count } = event;
      const breaking = Math.max(0, ...sure);
      return [{ contract: `event/${id}`, onBreach, event: name, source, count, breaking, problems }];
    });
    const seen = new Set(found.map(({ contract }) => contract));
    const labels = changed.map(({ id }) => `event/${id}`);
    return { events: found, unseen: labels.filter((label) => !seen.has(label)) };
  } catch (failure) {
    return { failure };
  }
}

/** What decides about events. */
function describe({
  id,
  event,
  source,
  onBreach,
  schema,
  traitsSchema,
  contextSchema,
}: EventDocument): string {
  return JSON.stringify([id, event, source, onBreach, schema, traitsSchema, contextSchema]);
}
