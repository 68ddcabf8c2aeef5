/**
 * The two profiles that a merged one is divided into: docs/adr/0089. Facts are those of the states before the merge, and
 * of the touchpoints since then, each with the profile that its ids lead to. What the merged profile has begun or sent
 * since then is divided by identity/divide-commitments.ts. Pure; nothing is triggered.
 */

import { omitAbsent } from '../base/omit-absent.ts';
import { foldConsent } from '../channels/fold-consent.ts';
import type { Program } from '../compile/program.ts';
import type { DividedEntries } from '../identity/attribute-commitments.ts';
import { divideCommitments } from '../identity/divide-commitments.ts';
import { divideDevices } from '../identity/divide-devices.ts';
import { mergeProfiles } from '../identity/merge-profiles.ts';
import { addReleasedSince } from '../identity/released-keys.ts';
import { listReturning } from '../identity/returning-instances.ts';
import { type Repeated, withoutRepeated } from '../identity/subtract-computed.ts';
import { replaySignal } from '../journeys/replay-signal.ts';
import type { Consent, Profile } from '../model/profile.ts';
import type { TimelineEntry } from '../model/timeline-entry.ts';
import { finishDecision } from './finish-decision.ts';
import { runTurn, startDecision, startTurn } from './pending-decision.ts';
import { runTouchpoint } from './run-touchpoint.ts';

export interface MergedStates {
  /** The profile that contains both; its outbox is published. */
  readonly current: Profile;
  /** It, before the merge. */
  readonly before: Profile;
  /** The profile that ended, as it is stored: with the mark. */
  readonly ended: Profile;
  /** What both had counted at the merge: the merged profile has counted it once. */
  readonly repeated?: Repeated;
}

export interface SeparatedProfiles {
  /** `version` and outbox: to be stored after `current`. */
  readonly survivor: Profile;
  /** To be stored after `ended`. */
  readonly ended: Profile;
}

/** `since`: the entries of touchpoints that were counted since the merge, oldest first. `now` in epoch ms. */
export function separateProfiles(
  { current, before, ended: marked, repeated = {} }: MergedStates,
  since: DividedEntries,
  program: Program,
  now: number,
): SeparatedProfiles {
  const ended = withoutMark(marked);
  const findTrait = (id: string) => program.traits.get(id);
  const counted = withoutRepeated(marked, before, repeated, findTrait, now);
  const merged = mergeProfiles(before, counted, program, now);
  const states = { current, merged, before, ended };
  const restore = (own: Profile, entries: readonly TimelineEntry[]) =>
    replay({ ...own, journeys: listReturning(own, states, since, entries) }, entries, program, now);
  const replayed = divideDevices(states, {
    before: restore(before, since.kept),
    ended: restore(ended, since.moved),
  });
  const divided = divideCommitments(states, replayed, since);
  const denials = listUndivided(current, merged, since);
  const finish = (given: Profile, facts: Profile, commitments: Partial<Profile>) =>
    settle(
      given,
      addReleased(
        addDenials(addSuppressions({ ...facts, ...commitments }, current, merged), denials),
        current,
        merged,
      ),
      program,
      now,
    );
  const kept = finish(before, replayed.before, divided.before);
  const restored = finish(ended, replayed.ended, divided.ended);
  return {
    survivor: { ...kept, version: current.version + 1, apart: [...(kept.apart ?? []), [ended.id, now]] },
    ended: { ...restored, version: marked.version + 1, apart: [...(restored.apart ?? []), [before.id, now]] },
  };
}

/** Its state at the merge: the mark has the timer that it had. */
function withoutMark({ mergedInto, wakeAt: _due, ...state }: Profile): Profile {
  return { ...state, ...omitAbsent({ wakeAt: mergedInto?.[2]?.wakeAt }) };
}

/**
 * Facts only: what is due in the meantime was done by the merged profile. Instances of `state` are those that come back:
 * exits, goals and the branches of waitFor apply to them.
 */
function replay(state: Profile, entries: readonly TimelineEntry[], program: Program, now: number): Profile {
  if (entries.length === 0) return state;
  const pending = startDecision({ ...state, held: [] }, program, now);
  for (const { touchpoint } of entries) {
    if (touchpoint === undefined) continue;
    runTouchpoint(pending, { kind: 'touchpoint', touchpoint }, true);
    if (pending.profile.journeys.length === 0) continue;
    const { id, receivedAt: idTime, occurredAt: at } = touchpoint;
    replaySignal(startTurn({ ...pending }, { id, idTime, at, isLive: false }, touchpoint));
  }
  return pending.profile;
}

/** Segments and timers as of now, if anything differs from the state before the merge; a change triggers nothing. */
function settle(given: Profile, state: Profile, program: Program, now: number): Profile {
  const isSame =
    given.program === program.version &&
    (given.wakeAt === undefined || given.wakeAt > now) &&
    JSON.stringify(given) === JSON.stringify(state);
  if (isSame) return given;
  const pending = startDecision(state, program, now);
  pending.due = program.segments;
  pending.isWakeStale = true;
  pending.isChanged = true;
  runTurn(pending, startTurn(pending, { id: 'unmerge', idTime: now, at: now, isLive: false }));
  return { ...finishDecision(pending).profile, outbox: [] };
}

/** An address that failed since then is an address of either. */
function addSuppressions(state: Profile, current: Profile, merged: Profile): Profile {
  const suppressions = { ...state.suppressions };
  for (const [channel, suppression] of Object.entries(current.suppressions)) {
    const name = channel as keyof typeof suppressions;
    const isNew = JSON.stringify(merged.suppressions[name]) !== JSON.stringify(suppression);
    if (isNew && (suppressions[name]?.at ?? 0) < suppression.at) suppressions[name] = suppression;
  }
  return { ...state, suppressions };
}

/** Processes may have cached that such an id leads to either. */
function addReleased(state: Profile, current: Profile, merged: Profile): Profile {
  const releasedKeys = addReleasedSince(state.releasedKeys, merged.releasedKeys, current.releasedKeys);
  return releasedKeys === state.releasedKeys ? state : { ...state, ...omitAbsent({ releasedKeys }) };
}

/**
 * A no that was stated by a link of a message, which names the merged profile and not an id of the person: it holds for
 * both.
 */
function listUndivided(
  current: Profile,
  merged: Profile,
  { kept }: DividedEntries,
): readonly [string, Consent][] {
  const isByMessage = kept.some(({ touchpoint }) => touchpoint?.profileId !== undefined);
  if (!isByMessage) return [];
  return Object.entries(current.consents).filter(
    ([key, { state }]) => state === 'denied' && merged.consents[key]?.state !== 'denied',
  );
}

function addDenials(state: Profile, denials: readonly [string, Consent][]): Profile {
  if (denials.length === 0) return state;
  const consents: Record<string, Consent> = { ...state.consents };
  for (const [key, denial] of denials) {
    const own = consents[key];
    if (own?.state === 'denied') continue;
    consents[key] =
      own === undefined ? denial : foldConsent(own, { state: 'denied', at: Math.max(own.at, denial.at) });
  }
  return { ...state, consents };
}
