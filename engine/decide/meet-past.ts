/**
 * What the touchpoints of a person's other profile mean for the journeys of this one: had one profile received
 * everything, exits and goals would have ended instances, and waits for an event would be over. Pure.
 */

import type { Program } from '../compile/program.ts';
import { findPlace } from '../journeys/instance.ts';
import { replaySignal } from '../journeys/replay-signal.ts';
import { findExit } from '../journeys/run-signal.ts';
import type { PastEnd } from '../model/decision.ts';
import type { JourneyPosition } from '../model/journey-position.ts';
import type { Profile } from '../model/profile.ts';
import type { Trace } from '../model/timeline-entry.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import { startDecision, startTurn } from './pending-decision.ts';

export interface MetPast {
  /** With those that end. */
  readonly journeys: readonly JourneyPosition[];
  readonly ends: readonly PastEnd[];
  /** Of branches that waits took. */
  readonly traces: readonly Trace[];
}

/**
 * `touchpoints`: in any order. One of the moment of an entry, or before it, does not apply to it. `ending`: instances that
 * end already. `now` in epoch ms.
 */
export function meetPast(
  owner: Profile,
  touchpoints: readonly Touchpoint[],
  program: Program,
  now: number,
  ending: readonly string[] = [],
): MetPast {
  if (owner.journeys.length === 0) return { journeys: owner.journeys, ends: [], traces: [] };
  const pending = startDecision(owner, program, now);
  const over = new Set(ending);
  const ends: PastEnd[] = [];
  const traces: Trace[] = [];
  for (const touchpoint of touchpoints.toSorted((left, right) => left.occurredAt - right.occurredAt)) {
    const { id, receivedAt: idTime, occurredAt: at } = touchpoint;
    const turn = startTurn(pending, { id, idTime, at, isLive: false }, touchpoint);
    const isConcerned = ({ instanceId, enteredAt }: JourneyPosition) =>
      enteredAt < at && !over.has(instanceId);
    for (const position of turn.profile.journeys.filter(isConcerned)) {
      const place = findPlace(program, position);
      const reason = place && findExit(turn, { changes: [], isEvent: true }, place.graph, position);
      if (reason === undefined) continue;
      over.add(position.instanceId);
      ends.push([position.instanceId, reason]);
    }
    replaySignal(turn, isConcerned);
    traces.push(...turn.traces);
  }
  return { journeys: pending.profile.journeys, ends, traces };
}
