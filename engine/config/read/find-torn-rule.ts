/** Finds an RRULE that YAML split: `{ repeat: FREQ=WEEKLY;BYDAY=MO,WE }` is `repeat: FREQ=WEEKLY;BYDAY=MO` and `WE`. */
import type { Finding, PathSegment } from '../problems/problem.ts';

/** A day (`WE`, `-1FR`) or a number, and what follows it in the rule. */
const listItem = /^(?:[+-]?\d*(?:MO|TU|WE|TH|FR|SA|SU)|[+-]?\d+)(?:;.*)?$/i;

/** The intended rule, from the unknown keys of its map; undefined when they are something else. */
export function findTornRule(
  keys: readonly string[],
  holder: Readonly<Record<string, unknown>>,
  segments: readonly PathSegment[],
): { readonly pieces: ReadonlySet<string>; readonly finding: Finding } | undefined {
  const { repeat } = holder;
  if (typeof repeat !== 'string' || !/^(RRULE:)?FREQ=/i.test(repeat)) return undefined;
  const pieces = keys.filter((key) => holder[key] === null && listItem.test(key));
  if (pieces.length === 0) return undefined;
  const rule = [repeat, ...pieces].join(',').slice(0, 200);
  const remedy = `In braces YAML ends a value at a comma: put the rule in quotes, as in repeat: "${rule}".`;
  return {
    pieces: new Set(pieces),
    finding: { segments: [...segments, 'repeat'], received: repeat, remedy, code: 'wrong_value' },
  };
}
