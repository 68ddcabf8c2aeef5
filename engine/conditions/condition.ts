/** A compiled condition: the contract between the condition compiler and the rest of the engine. */
import type { TraitDocument } from '../model/documents/trait-document.ts';
import type { Profile } from '../model/profile.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import type { RequiredEquality } from '../patterns/compile-pattern.ts';

/** The input of a condition. */
export interface Situation {
  readonly profile: Profile;
  /** Absent when time alone causes the evaluation (segments, wakes). */
  readonly touchpoint?: Touchpoint | undefined;
  /** Epoch ms. */
  readonly now: number;
}

export interface CompiledCondition {
  holds(situation: Situation): boolean;
  /** Earliest moment after `now` (epoch ms) at which time alone may change the answer; undefined = never. */
  changesAt(situation: Situation): number | undefined;
  readonly usesEvent: boolean;
  /** Segment ids it reads. */
  readonly segments: readonly string[];
  /** Hidden counters its `did` leaves need, as trait documents with ids `did:<hash>`; equal leaves share one. */
  readonly counters: readonly TraitDocument[];
  readonly required: readonly RequiredEquality[];
}
