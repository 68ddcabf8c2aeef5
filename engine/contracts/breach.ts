/** What a check finds: where an event breaks its contract, and by which keyword of the schema. Never a value. */
import type { WorkBudget } from './work-budget.ts';

export interface Breach {
  /** From the event's root: `properties.items.0.price`. Keys of the event, at most 120 characters. */
  readonly path: string;
  /** The keyword of the schema: `type`, `required`, `pattern`; `work` where the check was ended. */
  readonly keyword: string;
  /** What was expected, from the schema: `a number`. */
  readonly expected: string;
}

/** Breaches that one check reports: the first ones. */
export const maxBreaches = 5;

/** One run of a check. */
export interface CheckScope {
  readonly budget: WorkBudget;
  /** Absent inside `anyOf`, `not` and the like, where a breach is no result by itself. */
  readonly breaches?: Breach[];
}

/** True if the value is as the schema says. */
export type SchemaCheck = (value: unknown, path: string, scope: CheckScope) => boolean;

/** Always false, as the result of the check that found it. */
export function report({ breaches }: CheckScope, path: string, keyword: string, expected: string): false {
  if (breaches !== undefined && breaches.length < maxBreaches)
    breaches.push({ path: shorten(path), keyword, expected: shorten(expected) });
  return false;
}

function shorten(text: string): string {
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
