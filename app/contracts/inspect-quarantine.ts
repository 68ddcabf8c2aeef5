/** What waits in quarantine: counts per contract, the events with their reasons, and filters that name nothing. */
import { formatSuggestion } from '../../engine/config/problems/suggest-name.ts';
import type { EventDocument } from '../../engine/model/documents/event-document.ts';
import type { RejectedStore } from '../ports/rejected-store.ts';
import { findKept, type KeptEvent } from '../rejected/find-kept.ts';
import { countQuarantined, type QuarantineFilter } from './quarantine.ts';

export interface QuarantineQuestion extends QuarantineFilter {
  /** Epoch ms. */
  readonly since?: number | undefined;
}

export interface QuarantineGroup {
  /** Id of the contract that was broken. */
  readonly contract: string;
  readonly source: string;
  readonly count: number;
}

export interface InspectedQuarantine {
  /** The most events first. */
  readonly groups: readonly QuarantineGroup[];
  /** Oldest first. */
  readonly items: readonly KeptEvent[];
  /** Events that were read. */
  readonly read: number;
  /** There are more, which were not read. */
  readonly isCut: boolean;
}

const code = 'contract_quarantined';

/** Reads at most `maximum` events, each with one GET, and returns the first `limit`. */
export async function inspectQuarantine(
  store: RejectedStore,
  filter: QuarantineQuestion,
  { limit, maximum = 2_000 }: { readonly limit: number; readonly maximum?: number },
): Promise<InspectedQuarantine> {
  const counts = new Map<string, QuarantineGroup>();
  const items: KeptEvent[] = [];
  let read = 0;
  for await (const kept of findKept(store, { ...filter, code })) {
    if (read === maximum) return { groups: sort(counts), items, read, isCut: true };
    read++;
    if (items.length < limit) items.push(kept);
    const [contract, source] = [kept.rejected.contract ?? 'unknown', kept.source ?? 'unknown'];
    const key = JSON.stringify([contract, source]);
    counts.set(key, { contract, source, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return { groups: sort(counts), items, read, isCut: false };
}

function sort(counts: ReadonlyMap<string, QuarantineGroup>): readonly QuarantineGroup[] {
  return [...counts.values()].sort((left, right) => right.count - left.count);
}

export interface UnknownFilter {
  readonly problem: string;
  readonly remedy: string;
}

/**
 * A filter that names no waiting event. Undefined: there are such events, or the name is that of a contract in force, of
 * which nothing waits.
 */
export async function findUnknownFilter(
  store: RejectedStore,
  { event, source }: QuarantineFilter,
  contracts: readonly EventDocument[],
): Promise<UnknownFilter | undefined> {
  const waiting = [...(await countQuarantined(store)).keys()];
  if (event !== undefined && !waiting.includes(event)) {
    if (contracts.some((contract) => contract.event === event)) return undefined;
    const known = [...new Set([...waiting, ...contracts.map((contract) => contract.event)])];
    const names = waiting.length === 0 ? 'No event waits.' : `Waiting: ${waiting.join(', ')}.`;
    return {
      problem: `No event "${event}" waits in quarantine, and no contract in force names it.`,
      remedy: `${names}${formatSuggestion(event, known)}`,
    };
  }
  if (source === undefined || waiting.length === 0) return undefined;
  const sources = new Set<string>();
  for await (const kept of findKept(store, { code, event })) {
    if (kept.source === source) return undefined;
    if (kept.source !== undefined) sources.add(kept.source);
  }
  return {
    problem: `No event from "${source}" waits in quarantine.`,
    remedy: `Waiting: ${[...sources].join(', ')}.${formatSuggestion(source, sources)}`,
  };
}
