/** What operators paused. */

/** One action of an operator: who, when and why. */
export interface PauseStep {
  readonly action: 'pause' | 'resume';
  /** Epoch ms. */
  readonly at: number;
  readonly by: string;
  readonly reason: string;
}

export interface PauseRecord {
  /** `rule/welcome`, `journey/win-back`, `campaign/spring`, or `sending` for all messages. */
  readonly label: string;
  readonly isPaused: boolean;
  /** Newest first. */
  readonly steps: readonly PauseStep[];
  /** Number of writes; 0 before the first. */
  readonly revision: number;
}

export interface PauseStore {
  list(): Promise<readonly PauseRecord[]>;
  /**
   * Replaces the record of its label if it still has this revision, and increments the revision. Idempotent for the
   * same call. Throws PauseConflictError.
   */
  put(record: PauseRecord): Promise<void>;
}
