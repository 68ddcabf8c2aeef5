/** Simulates one person in virtual time, on the engine that runs in production. */

import { createAccountView } from '../accounts/account-view.ts';
import { omitAbsent } from '../base/omit-absent.ts';
import { MINUTE } from '../base/time-units.ts';
import type { Program } from '../compile/program.ts';
import { decide } from '../decide/decide.ts';
import type { Decision, Input } from '../model/decision.ts';
import type { Effect } from '../model/effects.ts';
import type { EntryCount } from '../model/journey-position.ts';
import type { Profile } from '../model/profile.ts';
import type { TimelineEntry } from '../model/timeline-entry.ts';

/** Something that reaches the person: a touchpoint, a campaign's run. */
export interface Arrival {
  /** Epoch ms. */
  readonly at: number;
  readonly input: Input;
}

/** A moment at which something was decided, or something arrived. */
export interface SimulatedStep {
  /** Virtual time (epoch ms). */
  readonly at: number;
  /** What arrived; absent: time alone caused it. */
  readonly input?: Input;
  readonly entries: readonly TimelineEntry[];
  readonly effects: readonly Effect[];
  /** True: the same id was counted before, and nothing was decided. */
  readonly isRepeat: boolean;
  /** The state afterwards. */
  readonly profile: Profile;
}

export interface Simulation {
  readonly steps: readonly SimulatedStep[];
  readonly profile: Profile;
  /** When the simulation stopped because of too many decisions (epoch ms): the rest is unknown. */
  readonly brokenOffAt?: number;
}

/** A sweep runs each minute: what is still due after a decision is evaluated again then. */
const sweepEvery = MINUTE;
/** A journey that loops each minute for a year must not block the simulator. */
const maxDecisions = 10_000;

/**
 * `arrivals` in any order; wake-ups happen between them, each at its own moment, and after the last one up to `until`
 * (epoch ms). Effects count as published at once; reports of providers are not simulated.
 */
export function simulatePerson(
  program: Program,
  start: Profile,
  arrivals: readonly Arrival[],
  until: number,
): Simulation {
  const steps: SimulatedStep[] = [];
  const archive = new Map<string, EntryCount | undefined>();
  let profile: Profile =
    start.accounts === undefined ? { ...start, accountView: createAccountView(new Map()) } : start;
  let now = 0;
  let decisions = 0;
  const decideInput = (at: number, input: Input): void => {
    now = at;
    decisions += 1;
    const decision = decideWithArchive(profile, input, program, { now, archive });
    profile = decision.changed ? { ...decision.profile, outbox: [] } : decision.profile;
    if (input.kind !== 'wake' || hasDecided(decision)) steps.push(makeStep(at, input, decision, profile));
  };
  const passTime = (end: number): void => {
    let due = nextWake(profile, now);
    while (due !== undefined && due <= end && decisions < maxDecisions) {
      decideInput(due, { kind: 'wake' });
      due = nextWake(profile, now);
    }
  };
  for (const { at, input } of arrivals.toSorted((left, right) => left.at - right.at)) {
    if (at > until || decisions >= maxDecisions) break;
    passTime(at);
    decideInput(Math.max(at, now), input);
  }
  passTime(until);
  return { steps, profile, ...omitAbsent({ brokenOffAt: decisions < maxDecisions ? undefined : now }) };
}

/** The archive of one simulation: it contains only what was archived in it. */
function decideWithArchive(
  profile: Profile,
  input: Input,
  program: Program,
  { now, archive }: { readonly now: number; readonly archive: Map<string, EntryCount | undefined> },
): Decision {
  let decision = decide(profile, [input], program, now, archive);
  while (decision.missing.length > 0) {
    for (const name of decision.missing) archive.set(name, undefined);
    decision = decide(profile, [input], program, now, archive);
  }
  for (const [name, count] of decision.archived) archive.set(name, count);
  return decision;
}

function nextWake({ wakeAt }: Profile, now: number): number | undefined {
  if (wakeAt === undefined || wakeAt > now) return wakeAt;
  return now + sweepEvery;
}

function hasDecided({ entries, effects }: Decision): boolean {
  return entries.length > 0 || effects.length > 0;
}

function makeStep(
  at: number,
  input: Input,
  { entries, effects, duplicates }: Decision,
  profile: Profile,
): SimulatedStep {
  return {
    at,
    ...omitAbsent({ input: input.kind === 'wake' ? undefined : input }),
    entries,
    effects,
    isRepeat: duplicates.length > 0,
    profile,
  };
}
