/** What the undo of a merge would store: reads only. advance-profile and the dry run of the CLI use it. */

import { createAccountView } from '../../engine/accounts/account-view.ts';
import type { AccountTraits } from '../../engine/accounts/fold-account.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { DAY } from '../../engine/base/time-units.ts';
import type { Program } from '../../engine/compile/program.ts';
import { findSeen, hashTouchpoint } from '../../engine/decide/dedup-window.ts';
import {
  type MergedStates,
  type SeparatedProfiles,
  separateProfiles,
} from '../../engine/decide/separate-profiles.ts';
import type { DividedEntries } from '../../engine/identity/attribute-commitments.ts';
import { readIdentifiers } from '../../engine/identity/read-identifiers.ts';
import type { IdentityPolicy } from '../../engine/model/documents/identity-policy.ts';
import type { JourneyPosition } from '../../engine/model/journey-position.ts';
import { hasAbsorbed, type Profile } from '../../engine/model/profile.ts';
import { isTouchpointEntry, type TimelineEntry } from '../../engine/model/timeline-entry.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import { TimelineBehindError } from '../advance/state/timeline-behind.ts';
import type { AccountStore } from '../ports/account-store.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import type { MergeRecord, MergeStore } from '../ports/merge-store.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import type { IdentityCache } from './identity-cache.ts';
import { createIdentityDirectory, type IdentityDirectory } from './identity-directory.ts';
import { findUndoProblem, UndoRefusedError } from './undo-refused-error.ts';

export interface UndoReader {
  readonly accounts: Pick<AccountStore, 'read'>;
  readonly merges: Pick<MergeStore, 'readState' | 'listEntries'>;
  readonly profiles: Pick<ProfileStore, 'loadStored'>;
  readonly identities: IdentityStore;
  readonly identityCache: IdentityCache;
}

export interface UndoPlan extends SeparatedProfiles {
  readonly since: DividedEntries;
  /** Instances of before the merge that do not come back. */
  readonly notBack: { readonly [Side in keyof SeparatedProfiles]: readonly JourneyPosition[] };
}

/** A queue keeps a touchpoint for at most this time: what is older will not be delivered again. */
const queueDays = 4;

/**
 * `current`: the profile that contains both; its outbox is published. `now` in epoch ms. Throws UndoRefusedError,
 * TimelineBehindError.
 */
export async function planUndo(
  reader: UndoReader,
  merge: MergeRecord,
  current: Profile,
  program: Program,
  now: number,
): Promise<UndoPlan> {
  const ended = await reader.profiles.loadStored(merge.ended);
  const problem = findUndoProblem(merge, ended, current);
  if (problem !== undefined || ended === undefined) throw new UndoRefusedError(problem ?? 'not_merged');
  const before = await reader.merges.readState(merge, 'before');
  if (before === undefined) throw new UndoRefusedError('not_recorded');
  const repeated = (await reader.merges.readState(merge, 'repeated'))?.computed;
  const since = await listSince(reader, merge, before, ended, program.policy.identity);
  checkComplete(current, [before, ended], since, now);
  const separate = (states: MergedStates) => separateProfiles(states, since, program, now);
  const separated = await withAccounts(
    reader.accounts,
    { current, before, ended, ...omitAbsent({ repeated }) },
    separate,
  );
  const notBack = {
    survivor: listNotBack(before, separated.survivor),
    ended: listNotBack(ended, separated.ended),
  };
  return { since, ...separated, notBack };
}

/** Not one that the profile is in again by a later touchpoint of its own. */
function listNotBack(former: Profile, { journeys }: Profile): readonly JourneyPosition[] {
  const isBack = ({ journey, key }: JourneyPosition) =>
    journeys.some((each) => each.journey === journey && each.key === key);
  return former.journeys.filter((position) => !isBack(position));
}

/** Segments read the accounts of a person: those that they turn out to need are read. Nothing is stated of accounts again. */
async function withAccounts(
  accounts: UndoReader['accounts'],
  states: MergedStates,
  separate: (states: MergedStates) => SeparatedProfiles,
): Promise<SeparatedProfiles> {
  if (states.current.accounts === undefined) return separate(states);
  const known = new Map<string, AccountTraits>();
  for (;;) {
    const accountView = createAccountView(known, new Set());
    const [before, ended] = [
      { ...states.before, accountView },
      { ...states.ended, accountView },
    ];
    const separated = separate({ ...states, before, ended });
    if (accountView.missing.size === 0)
      return { survivor: withoutView(separated.survivor), ended: withoutView(separated.ended) };
    for (const id of accountView.missing)
      known.set(id, (await accounts.read(id, { consistent: false }))?.traits ?? {});
  }
}

function withoutView({ accountView: _view, ...profile }: Profile): Profile {
  return profile;
}

/** The touchpoints since the merge, each with the profile that its strongest id leads to. */
export async function listSince(
  { merges, identities, identityCache }: UndoReader,
  merge: MergeRecord,
  before: Profile,
  ended: Profile,
  policy: IdentityPolicy | undefined,
): Promise<DividedEntries> {
  const entries = await merges.listEntries(merge.survivor);
  const all = entries.filter((entry) => isSince(entry, before, merge.at));
  const since = all.filter(isTouchpointEntry);
  const directory = createIdentityDirectory({ identities, identityCache });
  const named = since.flatMap(({ touchpoint }) => (touchpoint ? [readIdentifiers(touchpoint, policy)] : []));
  await directory.read(named.flatMap(({ keys }) => keys));
  const owners = new Map(
    named.map(({ touchpoint: { id, profileId }, keys }) => [id, profileId ?? findProfile(keys, directory)]),
  );
  const isMoved = ({ touchpointId }: TimelineEntry) => {
    const owner = owners.get(touchpointId);
    return owner !== undefined && (owner === ended.id || hasAbsorbed(ended, owner));
  };
  return {
    kept: since.filter((entry) => !isMoved(entry)),
    moved: since.filter(isMoved),
    others: all.filter((entry) => !isTouchpointEntry(entry)),
  };
}

/** An id beyond the maximum is bound to nothing. */
function findProfile(keys: readonly IdentityKey[], directory: IdentityDirectory): string | undefined {
  return keys.map((key) => directory.get(key)).find((profileId) => profileId !== undefined);
}

/** A redelivery completes an entry without its version: then the window of the profile before the merge decides. */
function isSince({ version, touchpoint, receivedAt }: TimelineEntry, before: Profile, at: number): boolean {
  if (version !== undefined) return version > before.version;
  if (touchpoint === undefined) return receivedAt >= at;
  if (findSeen(before.processedEvents, hashTouchpoint(touchpoint)) !== undefined) return false;
  return before.dedupWatermark === undefined || receivedAt >= at;
}

/** The timeline is written after the profile. Throws TimelineBehindError. */
function checkComplete(
  current: Profile,
  past: readonly Profile[],
  { kept, moved }: DividedEntries,
  now: number,
): void {
  const touchpoints = [...kept, ...moved].map(({ touchpoint }) => touchpoint);
  const hashes = touchpoints.map((touchpoint) => touchpoint && hashTouchpoint(touchpoint));
  const known = new Set([
    ...past.flatMap(({ processedEvents }) => processedEvents.map(([hash]) => hash)),
    ...hashes,
  ]);
  const isMissing = current.processedEvents.some(
    ([hash, , receivedAt]) => receivedAt > now - queueDays * DAY && !known.has(hash),
  );
  if (isMissing || hashes.includes(undefined)) throw new TimelineBehindError(current.id);
}
