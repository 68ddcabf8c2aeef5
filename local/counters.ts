/** Sums of billable units by name. */

import type { Meter } from './service.ts';

export class Counters implements Meter {
  readonly #units = new Map<string, number>();

  count(unit: string, quantity: number): void {
    this.#units.set(unit, (this.#units.get(unit) ?? 0) + quantity);
  }

  /** Units by name, sorted. */
  read(): Record<string, number> {
    return Object.fromEntries([...this.#units].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  clear(): void {
    this.#units.clear();
  }
}
