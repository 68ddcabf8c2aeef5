/** `did` leaves count through hidden traits: one counter per distinct event, window and pattern. */

import { hashText } from '../base/hash.ts';
import { omitAbsent } from '../base/omit-absent.ts';
import type { DidCondition } from '../model/documents/condition.ts';
import type { TraitDocument } from '../model/documents/trait-document.ts';

/** The counter a leaf reads; leaves that differ only in atLeast and atMost share it. */
export function createDidCounter(did: DidCondition): TraitDocument {
  const { event, within, where } = did;
  const key = JSON.stringify([event, within ?? null, where === undefined ? null : sortKeys(where)]);
  return {
    kind: 'trait',
    id: `did:${hashText(key)}`,
    status: 'live',
    function: 'count',
    event,
    ...omitAbsent({ within, where }),
  };
}

/** The same pattern written in another order is the same counter. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  // Marked as an object, so that no array of pairs gives the same text.
  return { object: entries.map(([key, child]) => [key, sortKeys(child)]) };
}
