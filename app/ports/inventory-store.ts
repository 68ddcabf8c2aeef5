/** What the sources send, counted per process and day. */

/** One name of one source on one day, as one process counted it. */
export interface InventoryEvent {
  readonly name: string;
  readonly source: string;
  readonly count: number;
  /** Epoch ms, when a process saw it. */
  readonly first: number;
  readonly last: number;
  /** Path (`properties.products.[].price`) → events that have it, and the types of its values. */
  readonly fields: Readonly<Record<string, readonly [count: number, types: readonly string[]]>>;
  /** Place and keyword (`event/order: properties.total: expected number (type)`) → events. Absent: none. */
  readonly breaches?: Readonly<Record<string, number>>;
}

export interface InventoryBatch {
  /** Id of the process: a later batch of the same process and day replaces the earlier one. */
  readonly process: string;
  /** UTC day, `2026-11-22`. */
  readonly day: string;
  readonly events: readonly InventoryEvent[];
  /** Touchpoints of names beyond the maximum. */
  readonly others: number;
}

export interface InventoryStore {
  put(batch: InventoryBatch): Promise<void>;
  /** One page of the batches of a day. Eventually consistent. */
  list(
    day: string,
    cursor: string | undefined,
  ): Promise<{ readonly batches: readonly InventoryBatch[]; readonly cursor?: string }>;
}
