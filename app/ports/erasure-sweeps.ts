/** The sweep that is under way: one at a time reads the stores of the stage that nothing leads into by a person. */

/** In their order. Files that Firehose has delivered come first, and those that are filed last. */
export const sweepSteps = [
  'incoming',
  'rejected',
  'quarantine',
  'replies',
  'deadLetters',
  'touchpoints',
  'decisions',
  'outcomes',
  'people',
] as const;
export type SweepStep = (typeof sweepSteps)[number];

export interface ErasureSweep {
  /** Epoch ms: names the sweep. */
  readonly startedAt: number;
  /** Ids of the receipts that it serves. Later ones wait for the next sweep. */
  readonly receipts: readonly string[];
  readonly step: SweepStep;
  /** Where the step continues; absent: at its start. */
  readonly cursor?: string;
  /** Epoch ms: a run of partition-lake that has read a delivered file before the sweep did has ended. */
  readonly filedAt?: number;
  /** What was removed so far, by receipt and kind. */
  readonly removed: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export interface ErasureSweeps {
  /** Undefined: none is under way. Consistent. */
  read(): Promise<ErasureSweep | undefined>;
  /** False: one is under way. */
  begin(sweep: ErasureSweep): Promise<boolean>;
  /** False: another process has ended this sweep. */
  save(sweep: ErasureSweep): Promise<boolean>;
  /** Repeats change nothing. */
  end(sweep: ErasureSweep): Promise<void>;
}
