/** Where a person is in one instance of a journey. Kept in the profile. */
import type { JsonObject } from '../base/json.ts';

export interface JourneyPosition {
  /** Journey id. */
  readonly journey: string;
  /** The version of the graph that they pass through. */
  readonly version: number;
  /** Of keyed journeys: the value as text. */
  readonly key?: string;
  /** 16 hex digits: hash of profile, journey, key and cause. Names the instance, and seeds the ids of all it makes. */
  readonly instanceId: string;
  /** When the cause occurred (epoch ms). */
  readonly enteredAt: number;
  /** Step they wait at: a wait, a waitFor, or a send whose message is held. */
  readonly step: string;
  /** Since when (epoch ms); waits count from here. */
  readonly since: number;
  /** When the step is over by itself (epoch ms); absent while its message is held. */
  readonly until?: number;
  /** Of waitFor, when a timer brought them here late: events count from when they should have come (epoch ms). */
  readonly listensFrom?: number;
  /** The step is not begun: one turn's limit of steps came first, or the journey was paused. */
  readonly isNotStarted?: true;
  /** Came here late, when `until` was past: what follows counts from it. Only while one delivery is decided. */
  readonly isCatchingUp?: true;
  /** Would have moved on while the journey was paused. */
  readonly isDueWhilePaused?: true;
  /** Steps walked so far: tells the rounds of a loop apart. */
  readonly stepCount: number;
  /** What the steps need of the event that caused the entry: `{ properties: { cart_id: 7 } }`. */
  readonly event?: JsonObject;
}

/** Per journey, or `<journey>/<key hash>` of keyed ones: entries so far, and the last (epoch ms). */
export type EntryCount = readonly [times: number, lastAt: number];
