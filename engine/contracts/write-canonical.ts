/** Writes a JSON value with sorted keys: equal values give equal texts. */
import type { WorkBudget } from './work-budget.ts';

export function writeCanonical(value: unknown, budget?: WorkBudget): string {
  const text =
    JSON.stringify(value, (_, inner: unknown) => {
      if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
      const fields = Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1));
      return Object.fromEntries(fields);
    }) ?? '';
  budget?.spend(1 + (text.length >> 4));
  return text;
}
