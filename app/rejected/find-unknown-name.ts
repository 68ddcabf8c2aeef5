/** A filter of rejected events that names an event or a source that the stage does not know: a typo would match nothing in silence. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { formatSuggestion } from '../../engine/config/problems/suggest-name.ts';
import type { RejectedStore } from '../ports/rejected-store.ts';
import { findKept, type RejectedFilter } from './find-kept.ts';

/** Events and sources that the stage knows: counted ones, and those of contracts. */
export interface KnownNames {
  readonly events: Iterable<string>;
  readonly sources: Iterable<string>;
}

export interface UnknownName {
  readonly problem: string;
  readonly remedy: string;
}

/** Rejected events that are read for their names: one GET each. */
const mostRead = 500;
const mostListed = 10;

/** Undefined: something matches, or the names are known and nothing of them is rejected. */
export async function findUnknownName(
  store: RejectedStore,
  filter: RejectedFilter,
  readKnown: () => Promise<KnownNames>,
): Promise<UnknownName | undefined> {
  const { event, source, code } = filter;
  if (event === undefined && source === undefined) return undefined;
  for await (const _ of findKept(store, filter)) return undefined;
  const known = await readKnown();
  const [events, sources] = [new Set(known.events), new Set(known.sources)];
  let read = 0;
  // The quarantine is stored apart.
  const all = omitAbsent({ code: code === 'contract_quarantined' ? code : undefined });
  for await (const kept of findKept(store, all)) {
    if (kept.name !== undefined) events.add(kept.name);
    if (kept.source !== undefined) sources.add(kept.source);
    if (++read === mostRead) break;
  }
  return describe('event', event, events) ?? describe('source', source, sources);
}

function describe(
  word: string,
  given: string | undefined,
  known: ReadonlySet<string>,
): UnknownName | undefined {
  if (given === undefined || known.has(given)) return undefined;
  return { problem: `No ${word} "${given}" is known.`, remedy: listKnown(word, given, known) };
}

/** For a remedy: the nearest name, and some of the others. */
export function listKnown(word: string, given: string, known: ReadonlySet<string>): string {
  const names = [...known].sort();
  const more = names.length > mostListed ? `, and ${names.length - mostListed} more` : '';
  const list =
    names.length === 0 ? `No ${word} is known.` : `Known: ${names.slice(0, mostListed).join(', ')}${more}.`;
  return `${list}${formatSuggestion(given, known)}`;
}
