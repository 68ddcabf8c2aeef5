/** Hosts of other systems that fail: shared by all processes that call them. A host that is well has no record. */

/** No call is made before `until` (epoch ms). Then one process takes the pause over and makes one call. */
export interface HostPause {
  /** Epoch ms: when calls began to wait. */
  readonly since: number;
  readonly until: number;
  /** Milliseconds. */
  readonly length: number;
}

export interface HostFailure {
  /** `http_503`, `timed_out`, `econnrefused`: free of personal data. */
  readonly reason: string;
  /** Epoch ms. */
  readonly at: number;
}

export interface HostRecord {
  /** `crm.example.com`, `crm.example.com:8443`. */
  readonly host: string;
  /** In a row, as far as processes reported them. */
  readonly failures: number;
  readonly last: HostFailure;
  readonly pause?: HostPause;
}

export interface HostStore {
  /** Hosts that failed. It may miss what was written within the last second. */
  list(): Promise<readonly HostRecord[]>;
  /** Counts one more failure: the record as it is then. A repeat after a lost answer counts again. */
  addFailure(host: string, failure: HostFailure): Promise<HostRecord>;
  /**
   * Replaces the pause that ends at `expected` (undefined: the host has none, and has a record). `failure`: of the call
   * that caused it. False: another process changed the record; also after a lost answer.
   */
  setPause(
    host: string,
    expected: number | undefined,
    pause: HostPause,
    failure?: HostFailure,
  ): Promise<boolean>;
  /** Removes the record if its pause ends at `expected` (undefined: it has none). False: as for setPause. */
  remove(host: string, expected: number | undefined): Promise<boolean>;
}
