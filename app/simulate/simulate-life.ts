/** Simulates one person over virtual time, from a few facts and the events that arrive. */
import { DAY } from '../../engine/base/time-units.ts';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import { makeSimulatedProfile, type SimulatedFacts } from '../../engine/simulate/make-simulated-profile.ts';
import { type Arrival, type Simulation, simulatePerson } from '../../engine/simulate/simulate-person.ts';

/** Epoch ms. */
export interface SimulatedSpan {
  /** When the person's facts count as stated: the first event, or `from` if earlier. */
  readonly start: number;
  /** What happens from here to `until` is shown. */
  readonly from: number;
  readonly until: number;
}

/** Default length of the simulation after the last event. */
const lookAhead = 180 * DAY;

/** `arrivals`: in order of time. `now`: the start when neither they nor `from` give one. `isEmpty`: it would end before it starts. */
export function chooseSpan(
  arrivals: readonly Arrival[],
  {
    from,
    until,
    now,
  }: { readonly from?: number | undefined; readonly until?: number | undefined; readonly now: number },
): { readonly span: SimulatedSpan; readonly isEmpty: boolean } {
  const begin = Math.min(arrivals[0]?.at ?? Number.POSITIVE_INFINITY, from ?? Number.POSITIVE_INFINITY);
  const start = Number.isFinite(begin) ? begin : now;
  const end = until ?? (arrivals.at(-1)?.at ?? start) + lookAhead;
  const span = { start, from: from ?? start, until: end };
  return { span, isEmpty: span.until < span.from };
}

export interface SimulatedLife {
  readonly simulation: Simulation;
  /** The person as the simulation starts. */
  readonly person: Profile;
  /** Number of events that arrive after the span. */
  readonly skipped: number;
  /** Ids of campaigns, and of journeys that people enter on a schedule: their audience is all people, so the events of one person do not start them. */
  readonly notSimulated: { readonly campaigns: readonly string[]; readonly journeys: readonly string[] };
}

/** `facts`: without `userId`, the person is anonymous. */
export function simulateLife(
  snapshot: ProgramSnapshot,
  facts: SimulatedFacts,
  arrivals: readonly Arrival[],
  { start, until }: SimulatedSpan,
): SimulatedLife {
  const person = makeSimulatedProfile(facts.userId ?? 'person', facts, start);
  const { campaigns, journeys } = snapshot;
  const scheduled = journeys.filter(({ document }) => 'schedule' in document.trigger);
  return {
    simulation: simulatePerson(compileProgram(snapshot), person, arrivals, until),
    person,
    skipped: arrivals.filter(({ at }) => at > until).length,
    notSimulated: {
      campaigns: campaigns.map(({ id }) => id),
      journeys: scheduled.map(({ document }) => document.id),
    },
  };
}
