/** Scans of codes: as touchpoints on the bus, and their counts per code. */

export interface CodeScan {
  /** The `messageId` of the touchpoint. */
  readonly id: string;
  readonly anonymousId: string;
  /** Name of the touchpoint. */
  readonly name: string;
  readonly code: string;
  readonly place?: string;
  readonly campaign?: string;
  /** `phone`, `tablet`, `computer`, ... */
  readonly device: string;
  /** Epoch ms. */
  readonly at: number;
}

export interface ScanBus {
  /** Whether the bus has accepted the touchpoint. */
  put(scan: CodeScan): Promise<boolean>;
}

/** `machines`: scanners, previews and prefetches. `outside`: people who scanned a code that was not in force. */
export const scanCounters = ['people', 'machines', 'outside'] as const;
export type ScanCounter = (typeof scanCounters)[number];

export type ScanCounts = Readonly<Record<ScanCounter, number>> & {
  readonly code: string;
  /** Epoch ms. */
  readonly lastAt: number;
};

export interface ScanCountStore {
  add(code: string, counter: ScanCounter, at: number): Promise<void>;
  /** Of all codes that were scanned, in the order of their ids. */
  list(): Promise<readonly ScanCounts[]>;
}
