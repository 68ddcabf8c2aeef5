/** One node of a condition while it is compiled: the leaves and the combinators all make these. */

import { earliest } from '../base/earliest.ts';
import { omitAbsent } from '../base/omit-absent.ts';
import type { TraitDocument } from '../model/documents/trait-document.ts';
import type { RequiredEquality } from '../patterns/compile-pattern.ts';
import type { Situation } from './condition.ts';

export interface ConditionPart {
  holds(situation: Situation): boolean;
  /** A moment after `now` (epoch ms) before which the answer does not change; absent = time has no effect. */
  readonly nextFlip?: (situation: Situation) => number | undefined;
  readonly usesEvent: boolean;
  readonly segments: readonly string[];
  readonly counters: readonly TraitDocument[];
  readonly required: readonly RequiredEquality[];
}

export const noNeeds = { usesEvent: false, segments: [], counters: [], required: [] } as const;

/** All of the parts must hold. */
export function joinAll(parts: readonly ConditionPart[]): ConditionPart {
  const [first, second] = parts;
  if (first !== undefined && second === undefined) return first;
  // Leaves on the event alone are the cheapest and the most selective: evaluate them first.
  const ordered = [...parts].sort((a, b) => Number(b.required.length > 0) - Number(a.required.length > 0));
  return {
    ...gatherNeeds(parts),
    holds: (situation) => {
      for (const part of ordered) if (!part.holds(situation)) return false;
      return true;
    },
    required: parts.flatMap((part) => part.required),
  };
}

/** At least one of the parts must hold. */
export function joinAny(parts: readonly ConditionPart[]): ConditionPart {
  return {
    ...gatherNeeds(parts),
    holds: (situation) => {
      for (const part of parts) if (part.holds(situation)) return true;
      return false;
    },
    required: findShared(parts),
  };
}

/** The part must not hold. */
export function negate(part: ConditionPart): ConditionPart {
  return { ...part, holds: (situation) => !part.holds(situation), required: [] };
}

function gatherNeeds(
  parts: readonly ConditionPart[],
): Pick<ConditionPart, 'nextFlip' | 'usesEvent' | 'segments' | 'counters'> {
  const turns = parts.flatMap((part) => (part.nextFlip === undefined ? [] : [part.nextFlip]));
  const nextFlip = (situation: Situation) =>
    turns.reduce<number | undefined>((first, find) => earliest(first, find(situation)), undefined);
  const counters = new Map(parts.flatMap((part) => part.counters).map((counter) => [counter.id, counter]));
  return {
    ...omitAbsent({ nextFlip: turns.length === 0 ? undefined : nextFlip }),
    usesEvent: parts.some((part) => part.usesEvent),
    segments: [...new Set(parts.flatMap((part) => part.segments))],
    counters: [...counters.values()],
  };
}

/** If every alternative requires equality on the same path, one of all their values is needed. */
function findShared(parts: readonly ConditionPart[]): readonly RequiredEquality[] {
  const [first, ...others] = parts;
  if (first === undefined) return [];
  return first.required.flatMap(({ path, values }) => {
    const key = JSON.stringify(path);
    const matching = others.map((part) =>
      part.required.find((equality) => JSON.stringify(equality.path) === key),
    );
    const known = matching.flatMap((equality) => (equality === undefined ? [] : [equality]));
    if (known.length < others.length) return [];
    return [{ path, values: [...new Set([...values, ...known.flatMap((equality) => equality.values)])] }];
  });
}
