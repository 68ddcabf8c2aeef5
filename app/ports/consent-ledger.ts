/** Every statement of a consent, for as long as the stage exists: the proof of what people agreed to. */
import type { StatedConsent } from '../../engine/model/stated-consent.ts';

/** One touchpoint that stated consents. */
export interface ConsentRecord {
  readonly profileId: string;
  readonly touchpointId: string;
  /** Name of the touchpoint, and the system that sent it. */
  readonly name: string;
  readonly source: string;
  /** When it was said, and when it was received (epoch ms). */
  readonly saidAt: number;
  readonly receivedAt: number;
  readonly consents: readonly StatedConsent[];
  readonly form?: string;
  readonly url?: string;
  readonly ip?: string;
  /** The address that confirmed it. */
  readonly address?: string;
  /** `text`: where the source has stated the text itself. */
  readonly wording?: {
    readonly id?: string;
    readonly version?: string;
    readonly language?: string;
    readonly text?: string;
  };
  /** Of a confirmation: the message that asked for it. */
  readonly message?: {
    readonly id?: string;
    readonly template?: string;
    readonly revision?: string;
    readonly language?: string;
  };
  /** Of a confirmation: the moment of the request (ISO 8601), from which it counts. */
  readonly requestedAt?: string;
  readonly recordedBy?: string;
  /** Why an operator did it. */
  readonly note?: string;
  /** The person confirmed it. */
  readonly confirmed?: true;
}

export interface ConsentPage {
  /** Newest first. */
  readonly records: readonly ConsentRecord[];
  /** Absent on the last page. */
  readonly cursor?: string;
}

export interface ConsentLedger {
  /** Idempotent: one record per person and touchpoint. */
  append(record: ConsentRecord): Promise<void>;
  /** By when it was said. */
  list(profileId: string, limit: number, cursor?: string): Promise<ConsentPage>;
}
