/** Contracts: what the touchpoints of one name look like, and what happens to one that does not. */
import type { JsonObject } from '../../base/json.ts';
import type { DocumentBase } from './document-base.ts';

export const breachResponses = ['warn', 'reject', 'quarantine'] as const;

/**
 * `warn`: it counts, with a trace. `reject`: it does not count and is stored among the rejected events. `quarantine`: it
 * does not count and is stored apart, to be sent again when the contract or the source is fixed.
 */
export type BreachResponse = (typeof breachResponses)[number];

export interface EventDocument extends DocumentBase {
  readonly kind: 'event';
  /** Name of the touchpoint. */
  readonly event: string;
  /** Only touchpoints from this system; takes precedence over a contract for all systems. */
  readonly source?: string;
  readonly onBreach: BreachResponse;
  /** JSON Schema (2020-12) of `properties`. */
  readonly schema?: JsonObject;
  readonly traitsSchema?: JsonObject;
  readonly contextSchema?: JsonObject;
  /** Validation checks them. */
  readonly examples?: readonly ContractExample[];
}

export interface ContractExample {
  readonly properties?: JsonObject;
  readonly traits?: JsonObject;
  readonly context?: JsonObject;
  /** False: it must break the contract. Default: true. */
  readonly isValid?: boolean;
}
