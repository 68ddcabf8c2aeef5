/** What running queries needs. */
import type { ObjectStore } from '../ports/object-store.ts';
import type { QueryStore } from '../ports/query-store.ts';
import type { Queues } from '../ports/queues.ts';
import type { TouchpointSender } from '../ports/touchpoint-sender.ts';
import type { Warehouse } from '../ports/warehouse.ts';
import type { SnapshotCache } from '../runtime/snapshot-cache.ts';
import type { Telemetry } from '../runtime/telemetry.ts';

export interface QueryDependencies {
  readonly queries: QueryStore;
  readonly warehouse: Warehouse;
  readonly objects: ObjectStore;
  readonly sender: TouchpointSender;
  /** Of rejected rows. */
  readonly queues: Queues;
  readonly snapshots: SnapshotCache;
  readonly telemetry: Telemetry;
  /** Epoch ms. */
  readonly clock: () => number;
  /** Of the invocation. */
  readonly remainingMilliseconds: () => number;
}

/** Another invocation wrote the state first: it does the work. */
export class QueryTakenError extends Error {
  readonly code = 'query_taken';
  constructor() {
    super('Another invocation runs the query.');
    this.name = 'QueryTakenError';
  }
}
