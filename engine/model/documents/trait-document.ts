/** Computed traits: facts that are counted from events. */
import type { DocumentBase, Duration, Pattern } from './document-base.ts';

export interface TraitDocument extends DocumentBase {
  readonly kind: 'trait';
  readonly function: TraitFunction;
  readonly event: string | readonly string[];
  readonly where?: Pattern;
  /** Path into the touchpoint, such as `properties.revenue`; needed by all but count and recency. */
  readonly path?: string;
  /** Path of a factor for each value, such as `properties.products.quantity` for a price; for sum, min and max. */
  readonly times?: string;
  /** Sliding window; lifetime when absent. */
  readonly within?: Duration;
}

export type TraitFunction =
  | 'count'
  | 'sum'
  | 'first'
  | 'last'
  | 'min'
  | 'max'
  | 'distinct'
  | 'mostFrequent'
  | 'recency';
