/**
 * Who looked at a person, at a list of many, or for a person whom the stage does not show: one record per look. It has no
 * data of a person but the profile id.
 */

/** `key`: a key of the Profile API, by its id and name. `operator`: a user of the command, by its ARN. */
export interface Looker {
  readonly kind: 'key' | 'operator';
  readonly id: string;
  readonly name?: string;
}

export interface Look {
  /** Of the request; unique. */
  readonly id: string;
  /** Epoch ms. */
  readonly at: number;
  /** The person. Absent: a list, or an attempt. */
  readonly profileId?: string;
  /** Of a list: how many people or records it showed. */
  readonly count?: number;
  /** Of an attempt: a keyed hash of the identifier that was asked for. The same identifier of the same key has the same. */
  readonly asked?: string;
  readonly by: Looker;
  /** `traits`, `timeline`, ...; of the command: its name; of an attempt: the code of the answer. */
  readonly parts: readonly string[];
  /** IP address of the caller. */
  readonly from?: string;
}

export interface LookPage {
  /** Newest first. */
  readonly looks: readonly Look[];
  readonly cursor?: string;
}

export interface LookRecorder {
  /** Idempotent. `expiresAt` in epoch seconds. */
  record(look: Look, expiresAt: number): Promise<void>;
}

export interface LookReader {
  /** At one profile. */
  listOf(profileId: string, cursor: string | undefined): Promise<LookPage>;
  /** By one looker (its id): also lists and attempts, on one day (UTC, `2026-11-29`). */
  listBy(looker: string, day: string, cursor: string | undefined): Promise<LookPage>;
}

export interface LookStore extends LookRecorder, LookReader {}
