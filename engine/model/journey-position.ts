/** Where a person is in one instance of a journey. Kept in the profile. */
import { hashText } from '../base/hash.ts';
import type { JsonObject } from '../base/json.ts';

export interface JourneyPosition {
  /** Journey id. */
  readonly journey: string;
  /** The version of the graph that they pass through. */
  readonly version: number;
  /** Of keyed journeys: the value as text. */
  readonly key?: string;
  /**
   * 16 hex digits: hash of profile, journey, key and cause. Identifies the instance, and seeds the ids of all that it
   * makes.
   */
  readonly instanceId: string;
  /** When the cause occurred (epoch ms). */
  readonly enteredAt: number;
  /** Step they wait at: a wait, a waitFor, or a send whose message is held. */
  readonly step: string;
  /** Since when (epoch ms); waits count from here. */
  readonly since: number;
  /** When the step's time is over (epoch ms); absent while its message is held. */
  readonly until?: number;
  /** For waitFor, when a late timer moved the person here: events count from the moment when it was due (epoch ms). */
  readonly listensFrom?: number;
  /** The step has not begun: the turn reached its limit of steps, or the journey was paused. */
  readonly isNotStarted?: true;
  /** The person arrived late, after `until`: what follows counts from it. Set only while one delivery is decided. */
  readonly isCatchingUp?: true;
  /** The person would have moved on while the journey was paused. */
  readonly isDueWhilePaused?: true;
  /** Steps executed so far: distinguishes the rounds of a loop. */
  readonly stepCount: number;
  /** What the steps need of the event that caused the entry: `{ properties: { cart_id: 7 } }`. */
  readonly event?: JsonObject;
}

/** Entries so far, and the last (epoch ms); by the name of nameEntryCount. */
export type EntryCount = readonly [times: number, lastAt: number];

/** `<journey>`, or `<journey>/<key hash>` of a keyed one. */
export function nameEntryCount(journey: string, key: string | undefined): string {
  return key === undefined ? journey : `${journey}/${hashText(key)}`;
}
