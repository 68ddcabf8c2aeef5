/**
 * Makes one profile of two profiles of one person, in steps of one write each, which any number of workers can take
 * concurrently and crash between: docs/adr/0081.
 *
 * 1. The owner key of the profile that ends leads to that of the one that stays.
 * 2. The ending profile is marked (`mergedInto`): from then on it does not change, loading it gives the one that stays,
 *    and it is due at once, so that a worker finishes what a crash interrupts.
 * 3. The next decision of the one that stays contains the other's state, and the fact that it does (`absorbed`).
 * 4. The ended profile is not due any more.
 */

import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { expireAfter } from '../../engine/base/time-units.ts';
import type { Program } from '../../engine/compile/program.ts';
import { meetPast } from '../../engine/decide/meet-past.ts';
import { countTouchpoints } from '../../engine/decide/recount-traits.ts';
import { listLosses } from '../../engine/identity/list-losses.ts';
import { mergeProfiles } from '../../engine/identity/merge-profiles.ts';
import { type Repeated, withoutRepeated } from '../../engine/identity/subtract-computed.ts';
import type { Merge } from '../../engine/model/decision.ts';
import {
  createProfile,
  hasAbsorbed,
  isApart,
  isSharedProfile,
  type MergeCause,
  type Profile,
} from '../../engine/model/profile.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import type { AdvanceDependencies } from '../advance/dependencies.ts';
import { findProgram } from '../advance/find-program.ts';
import type { OtherProfile } from '../advance/records/work.ts';
import { ProfileConflictError } from '../ports/profile-errors.ts';
import { ProgramBehindError } from '../runtime/program-behind-error.ts';
import { compareTimelines } from './compare-timelines.ts';
import { ownerKey, uniteOwners } from './unite-owners.ts';

/** More merges than a person has devices: a defect of a source, which gives one id to many. */
const maxAbsorbed = 64;

export interface AbsorbContext {
  readonly dependencies: AdvanceDependencies;
  readonly program: Program;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Publishes the outbox of a profile that ends. */
  readonly heal: (profile: Profile) => Promise<Profile>;
}

export type Absorption =
  | { readonly profile: Profile; readonly merges: readonly Merge[] }
  /** This profile ends: the work continues with that one, which absorbs it. */
  | { readonly survivor: string };

/**
 * `others`: profiles that ids of the person's touchpoints lead to. A profile of another user stays, and a profile without
 * a user joins that of a user only by a touchpoint with the user's id. Throws ProfileConflictError, ProgramBehindError,
 * TimelineBehindError.
 */
export async function absorbProfiles(
  context: AbsorbContext,
  person: Profile,
  others: readonly OtherProfile[],
): Promise<Absorption> {
  const { profiles } = context.dependencies;
  let profile = person;
  const merges: Merge[] = [];
  for (const { profileId: other, isNamedByUser, cause } of others) {
    if (await isOfOtherUser(context, profile.id, other)) continue;
    // Another worker has bound an id to it and not written it yet: with the mark, it finds the person instead.
    const found = (await profiles.load(other, { consistent: true })) ?? createProfile(other, context.now);
    if (isApart(profile, found) || found.erasedAt !== undefined) continue;
    if (found.id !== profile.id) {
      if ((profile.absorbed?.length ?? 0) + (found.absorbed?.length ?? 0) >= maxAbsorbed) continue;
      const survivor = await uniteOwners(
        context.dependencies.identities,
        profile.id,
        found.id,
        isNamedByUser,
      );
      if (survivor === undefined) continue;
      if (survivor !== profile.id) return { survivor };
      await checkProgram(context, found);
      await mark(context, found, profile.id, cause);
    }
    for (const ended of await listEnded(context, other, profile)) {
      // An earlier one of the way contains it.
      if (hasAbsorbed(profile, ended.id)) continue;
      await checkProgram(context, ended);
      const { merged, repeated, ...past } = await unite(context, profile, ended, merges);
      await keepBefore(context, withoutEnds(profile, merges), ended, repeated);
      const losses = listLosses([profile, ended], merged);
      profile = merged;
      merges.push({
        kind: 'merge',
        absorbed: ended.id,
        at: ended.mergedInto?.[1] ?? context.now,
        ...losses,
        ...past,
      });
    }
  }
  return { profile, merges };
}

interface United extends Pick<Merge, 'ends' | 'traces'> {
  readonly merged: Profile;
  readonly repeated: Repeated;
}

/** `merges`: those of this decision so far. Throws TimelineBehindError. */
async function unite(
  { dependencies: { timeline }, program, now }: AbsorbContext,
  profile: Profile,
  ended: Profile,
  merges: readonly Merge[],
): Promise<United> {
  const findTrait = (id: string) => program.traits.get(id);
  const compared = await compareTimelines(timeline, profile, ended, now);
  const repeated = compared.repeated.length === 0 ? {} : countTouchpoints(compared.repeated, program, now);
  const before = listEnds(merges);
  const own = meetPast(profile, compared.ofEnded, program, now, before);
  const others = meetPast(ended, compared.ofProfile, program, now);
  const ends = [...own.ends, ...others.ends];
  const counted = withoutRepeated(ended, profile, repeated, findTrait, now);
  const merged = mergeProfiles(
    { ...profile, journeys: own.journeys },
    { ...counted, journeys: others.journeys },
    program,
    now,
    { ending: new Set([...before, ...ends.map(([instanceId]) => instanceId)]), sent: compared.sent },
  );
  return { merged, repeated, ends, traces: [...own.traces, ...others.traces] };
}

/** Without the instances that an earlier merge of this decision ends. */
function withoutEnds(profile: Profile, merges: readonly Merge[]): Profile {
  const ends = listEnds(merges);
  if (ends.length === 0) return profile;
  return { ...profile, journeys: profile.journeys.filter(({ instanceId }) => !ends.includes(instanceId)) };
}

function listEnds(merges: readonly Merge[]): readonly string[] {
  return merges.flatMap(({ ends = [] }) => ends.map(([instanceId]) => instanceId));
}

/** 4. Also by a worker that finds one due that a crash left. */
export async function settleMerges(
  { profiles }: Pick<AdvanceDependencies, 'profiles'>,
  ended: readonly string[],
): Promise<void> {
  for (const id of ended) {
    const stored = await profiles.loadStored(id);
    if (stored?.mergedInto === undefined || stored.wakeAt === undefined) continue;
    const { wakeAt: _settled, ...rest } = stored;
    await profiles.save({ ...rest, version: stored.version + 1 }).catch((error: unknown) => {
      // Another worker settled it.
      if (!(error instanceof ProfileConflictError)) throw error;
    });
  }
}

/** A person with a shared device has such ids on every touchpoint: owners are cached, so this costs nothing. */
async function isOfOtherUser(
  { dependencies: { identities, identityCache } }: AbsorbContext,
  profileId: string,
  other: string,
): Promise<boolean> {
  if (isSharedProfile(profileId) || isSharedProfile(other)) return true;
  const keys = [ownerKey(profileId), ownerKey(other)];
  const unread = keys.filter((key) => identityCache.get(key) === undefined);
  const bindings = unread.length === 0 ? [] : await identities.find(unread, { consistent: false });
  for (const [index, key] of unread.entries()) {
    const binding = bindings[index];
    if (binding !== undefined && 'profileId' in binding) identityCache.set(key, binding.profileId);
  }
  const [own, others] = keys.map((key) => identityCache.get(key));
  return own !== undefined && others !== undefined && own !== others;
}

/** An older program would remove what only a newer one knows. Throws ProgramBehindError. */
async function checkProgram(context: AbsorbContext, { program: needed }: Profile): Promise<void> {
  const { program } = context;
  // The newer one is loaded here: the next delivery decides with it.
  if ((await findProgram(context, needed)).version !== program.version)
    throw new ProgramBehindError(program.version, needed ?? program.version);
}

/** An undo starts from it. A worker whose write fails leaves a state of a lower version, which counts for nothing. */
async function keepBefore(
  { dependencies: { merges, timelineDays }, now }: AbsorbContext,
  before: Profile,
  { id: ended, mergedInto }: Profile,
  repeated: Repeated,
): Promise<void> {
  const [, at = now, { cause } = {}] = mergedInto ?? [];
  const merge = { survivor: before.id, ended, at, ...omitAbsent({ cause }) };
  const expiresAt = expireAfter(now, timelineDays);
  await merges.keepState(merge, 'before', before.version, before, expiresAt);
  if (Object.keys(repeated).length > 0) {
    const state = { ...createProfile(ended, now), computed: repeated };
    await merges.keepState(merge, 'repeated', before.version, state, expiresAt);
  }
  await merges.record(merge, expiresAt);
}

/** 2. */
async function mark(
  { dependencies, now, heal }: AbsorbContext,
  found: Profile,
  survivor: string,
  touchpoint: Touchpoint | undefined,
): Promise<void> {
  const healed = await heal(found);
  const cause = touchpoint && describeCause(touchpoint);
  await dependencies.profiles.save({
    ...healed,
    outbox: [],
    version: found.version + 1,
    mergedInto: [survivor, now, omitAbsent({ cause, wakeAt: found.wakeAt })],
    wakeAt: now,
  });
}

function describeCause({ id, name, source }: Touchpoint): MergeCause {
  return { id, name, source };
}

/** The marked profiles on the way from `other` to the profile that it does not contain yet, the nearest first. */
async function listEnded(
  { dependencies: { profiles } }: AbsorbContext,
  other: string,
  profile: Profile,
): Promise<readonly Profile[]> {
  const ended: Profile[] = [];
  for (let id = other; id !== profile.id; ) {
    const stored = await profiles.loadStored(id);
    if (stored?.mergedInto === undefined) break;
    if (!hasAbsorbed(profile, id)) ended.unshift(stored);
    [id] = stored.mergedInto;
  }
  return ended;
}
