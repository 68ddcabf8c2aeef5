/** The steps of advance-profile.ts, with its numbers. A test that replaces a step by a faulty one must fail. */

import type { Program } from '../../engine/compile/program.ts';
import { decide as decideNext } from '../../engine/decide/decide.ts';
import { mayHaveFallenOut } from '../../engine/decide/dedup-window.ts';
import type { Decision, Input } from '../../engine/model/decision.ts';
import type { KnownCounts } from '../../engine/model/entry-archive.ts';
import { createProfile, listProfileIds, type Profile } from '../../engine/model/profile.ts';
import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import type { appendConsents } from '../consent/append-consents.ts';
import type { Absorption } from '../identity/absorb-profiles.ts';
import { ProfileUnstorableError } from '../ports/profile-errors.ts';
import { isRefused } from '../runtime/is-refused.ts';
import type { AdvanceDependencies } from './dependencies.ts';
import { completeEntry } from './publication/complete-entry.ts';
import { planPublication } from './publication/plan-publication.ts';
import { listAbsorbed, makeEntry, type Publication, planHealing } from './publication/publication.ts';
import { type PublishResult, publishAll } from './publication/publish.ts';
import { isSeparation, type OtherProfile, type Work } from './records/work.ts';
import { archiveCounts } from './state/entry-archive.ts';
import { fillBackfills } from './state/fill-backfills.ts';
import { guardEntries } from './state/guard-entries.ts';
import { keepStatements } from './state/keep-statements.ts';

export interface AdvanceSteps {
  /** 1. The stored state, or a new person (version 0). */
  load(
    dependencies: AdvanceDependencies,
    profileId: string,
    now: number,
    consistent: boolean,
  ): Promise<Profile>;
  /** 1. Publishes the outbox that a crashed invocation left, and returns the state without it. */
  heal(dependencies: AdvanceDependencies, profile: Profile, now: number): Promise<Profile>;
  /** 1. Divides the profile, if a merge is undone. The work that remains; the profile must be loaded again. */
  separate(
    dependencies: AdvanceDependencies,
    work: Work,
    profile: Profile,
    program: Program,
    now: number,
  ): Promise<Work | undefined>;
  /** 1. Adds the state of other profiles of the person. Throws ProfileConflictError. */
  absorb(
    dependencies: AdvanceDependencies,
    profile: Profile,
    others: readonly OtherProfile[],
    program: Program,
    now: number,
  ): Promise<Absorption>;
  /** 1. Removes inputs that only the timeline still records as counted, and completes their entries. */
  dropCounted(
    dependencies: AdvanceDependencies,
    profile: Profile,
    inputs: readonly Input[],
    now: number,
  ): Promise<readonly Input[]>;
  /** 1. Reads the timeline for backfills. Throws TimelineBehindError, TimelineLongError. */
  fillBackfills(
    dependencies: AdvanceDependencies,
    profile: Profile,
    inputs: readonly Input[],
    program: Program,
    now: number,
  ): Promise<readonly Input[]>;
  /** 2. Pure. */
  decide(
    profile: Profile,
    inputs: readonly Input[],
    program: Program,
    now: number,
    known?: KnownCounts,
  ): Decision;
  /** 3. Adds the entries to the outbox that must not wait for their own publication. */
  guardEntries(
    profile: Profile,
    entries: readonly TimelineEntry[],
    now: number,
    isTimelineDown: boolean,
  ): Profile;
  /** 3. Stores beside the profile, before it is saved, what a decision states: address facts, consents, counts. */
  keepAside(dependencies: AdvanceDependencies, decision: Decision): Promise<void>;
  /** 3. One conditional write. Throws ProfileConflictError, ProfileTooLargeError, ProfileUnstorableError. */
  save(dependencies: AdvanceDependencies, profile: Profile): Promise<void>;
  /** 3. Ends the profiles whose state was added, and the rows of an import that was undone. */
  settle(
    dependencies: AdvanceDependencies,
    ended: readonly string[],
    inputs: readonly Input[],
  ): Promise<void>;
  /** 3. The publication of the decision. Pure. `stored`: as written, or as loaded when nothing changed. */
  plan(work: Work, decision: Decision, stored: Profile, loaded: Profile): Publication;
  /** 4. Sends effects, and writes the timeline and the statistics. */
  publish(
    dependencies: AdvanceDependencies,
    publications: readonly Publication[],
    now: number,
  ): Promise<PublishResult>;
  /** 5. Confirms that the outbox is published. */
  confirm(dependencies: AdvanceDependencies, publication: Publication): Promise<void>;
}

const appendLazily: typeof appendConsents = async (...input) =>
  (await import('../consent/append-consents.ts')).appendConsents(...input);

export const advanceSteps: AdvanceSteps = {
  async load({ profiles }, profileId, now, consistent) {
    return (await profiles.load(profileId, { consistent })) ?? createProfile(profileId, now);
  },

  async heal(dependencies, profile, now) {
    if (profile.outbox.length === 0) return profile;
    dependencies.telemetry.count('HealedOutboxes');
    const { id, version, outbox } = profile;
    const publication = planHealing(id, version, outbox, listAbsorbed(profile));
    const { errors } = await publishAll(dependencies, [publication], now);
    if (errors.size > 0) throw errors.get(publication);
    return { ...profile, outbox: [] };
  },

  async separate(dependencies, work, profile, program, now) {
    if (!isSeparation(work, profile)) return undefined;
    const { undoMerges } = await import('../identity/undo-merges.ts');
    return undoMerges({ dependencies, program, now }, work, profile);
  },

  async absorb(dependencies, profile, others, program, now) {
    // Most people have one profile: the code loads with the first that has two.
    if (others.length === 0) return { profile, merges: [] };
    const { absorbProfiles } = await import('../identity/absorb-profiles.ts');
    const heal = (other: Profile) => this.heal(dependencies, other, now);
    return absorbProfiles({ dependencies, program, now, heal }, profile, others);
  },

  async dropCounted(dependencies, profile, inputs, now) {
    const kept: Input[] = [];
    const ended = profile.absorbed && (await import('../identity/drop-recorded.ts'));
    for (const input of inputs) {
      const isDropped =
        input.kind === 'touchpoint' &&
        (mayHaveFallenOut(profile, input.touchpoint)
          ? await isRecorded(dependencies, profile, input.touchpoint, now)
          : await ended?.isRecordedByEnded(dependencies, profile, input.touchpoint, now));
      if (isDropped !== true) kept.push(input);
    }
    return kept;
  },

  fillBackfills,
  decide: decideNext,
  guardEntries,

  async keepAside(dependencies, { profile, statements, consents, archived }) {
    await keepStatements(dependencies, statements);
    // Most touchpoints state none: the code loads with the first that does.
    if (consents.length > 0) await appendLazily(dependencies, profile.id, consents);
    await archiveCounts(dependencies, profile.id, archived);
  },

  save: ({ profiles }, profile) =>
    profiles.save(profile).catch((error: unknown) => {
      throw isRefused(error) ? new ProfileUnstorableError(profile.id, error) : error;
    }),

  async settle(dependencies, ended, inputs) {
    for (const input of inputs) {
      if (input.kind !== 'backfill' || input.undone === undefined) continue;
      const { removeRows } = await import('./state/fill-undo.ts');
      await removeRows(dependencies, input.undone);
    }
    if (ended.length === 0) return;
    const { settleMerges } = await import('../identity/absorb-profiles.ts');
    await settleMerges(dependencies, ended);
  },

  plan: planPublication,
  publish: publishAll,

  async confirm({ profiles }, { profileId, version, hasOutbox }) {
    // False is no error: another worker wrote since, and published this outbox first.
    if (hasOutbox) await profiles.clearOutbox(profileId, version);
  },
};

/** Whether the timeline has the touchpoint as counted, by this profile or by one that was merged into it. */
async function isRecorded(
  dependencies: AdvanceDependencies,
  profile: Profile,
  touchpoint: Touchpoint,
  now: number,
): Promise<boolean> {
  for (const id of listProfileIds(profile)) {
    const found = await dependencies.timeline.findEntry(id, touchpoint.occurredAt, touchpoint.id);
    if (found === undefined) continue;
    await completeEntry(dependencies, makeEntry(id, touchpoint), found, now);
    return true;
  }
  return false;
}
