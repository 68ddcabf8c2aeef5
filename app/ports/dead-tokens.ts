/** How many dead tokens of a push service all senders have seen ahead of accepted pushes: a burst is a wrong setting. */

export interface DeadTokenCount {
  /** Dead tokens less accepted pushes; it becomes less with time. */
  readonly ahead: number;
  /** Epoch ms: of the latest change. */
  readonly at: number;
}

export interface DeadTokenStore {
  /** `service`: `apns`, `gcm`. Undefined: no token of it was dead lately. Consistent. */
  read(service: string): Promise<DeadTokenCount | undefined>;
  /** False: another process changed it since `expected` was read; also after a lost answer. */
  replace(service: string, expected: DeadTokenCount | undefined, next: DeadTokenCount): Promise<boolean>;
}
