/** Statements of consents in one decision: what the ledger keeps of them. */
import type { ConsentState } from './profile.ts';
import type { Touchpoint } from './touchpoint.ts';

export interface StatedConsent {
  /** Consent key: `email`, `email:surveys`, `email:*`, `email/news`. */
  readonly key: string;
  /** As the source stated it. */
  readonly stated: ConsentState | 'unreadable';
  /** Of an unreadable one: the word, or what kind of value it is. */
  readonly value?: string;
  /** The moment (epoch ms) from which it counts. */
  readonly from: number;
  /** The state of the key after it; absent when nothing was kept. */
  readonly state?: ConsentState;
  /** `kept`: the key had that state already. `overridden`: a later statement is in force. `refused`: a limit. */
  /** Of a yes: an earlier no for the address (epoch ms), whichever profile stated it, ended the yes before it. */
  readonly deniedAt?: number;
  /** `withdrawn`: the import that stated it was undone. */
  readonly effect: 'changed' | 'kept' | 'overridden' | 'refused' | 'withdrawn';
}

export interface ConsentEvent {
  readonly touchpoint: Touchpoint;
  readonly consents: readonly StatedConsent[];
}
