/** Runs queries of the warehouse, such as Amazon Athena. */

export interface WarehouseRequest {
  readonly sql: string;
  /** Default: the first of the stage. */
  readonly database?: string;
  /** 32 to 128 characters: the same token gives the same execution, and starts no second one. */
  readonly token: string;
}

export type WarehouseExecution =
  | { readonly state: 'running' }
  | {
      readonly state: 'succeeded';
      readonly bytesScanned: number;
      /** Where the result is: a CSV. */
      readonly result: { readonly bucket: string; readonly key: string };
    }
  /** Not final: the warehouse can repeat the query. `reason`: as the warehouse states it; it can quote values of rows. */
  | { readonly state: 'failed'; readonly bytesScanned: number; readonly reason: string };

/** The warehouse did not accept the request: a repeat gets the same answer. */
export class QueryNotAcceptedError extends Error {
  readonly code = 'query_not_accepted';
  readonly reason: string;
  constructor(reason: string) {
    super('The warehouse did not accept the query.');
    this.name = 'QueryNotAcceptedError';
    this.reason = reason;
  }
}

export interface Warehouse {
  /** The id of the execution. Throws QueryNotAcceptedError. */
  start(request: WarehouseRequest): Promise<string>;
  /** Undefined: the warehouse does not know it, or no longer. */
  describe(executionId: string): Promise<WarehouseExecution | undefined>;
}
