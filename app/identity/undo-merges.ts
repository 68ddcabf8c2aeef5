/**
 * Undoes a merge in steps of one write each, which any number of workers can take and crash between: docs/adr/0089.
 *
 * 1. The profile that ended is kept as it will be (`plan`). It has not changed since its mark. Each device belongs to the
 *    profile that will have it.
 * 2. The profile that stayed is stored without the other one, and with the fact that they are apart. From here on the undo
 *    is decided. A worker that meets an id of the other one continues here.
 * 3. The owner key of the profile that ended is given back.
 * 4. The profile that ended is stored as planned: without its mark.
 * 5. Its touchpoints move to its timeline, and the record says who undid the merge.
 */

import { expireAfter } from '../../engine/base/time-units.ts';
import type { Program } from '../../engine/compile/program.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { TimelineEntry, Trace } from '../../engine/model/timeline-entry.ts';
import { traceKey } from '../../engine/turn/initiator.ts';
import type { AdvanceDependencies } from '../advance/dependencies.ts';
import { toNextVersion } from '../advance/publication/next-version.ts';
import { PublicationIncompleteError } from '../advance/publication/publish.ts';
import type { ReceivedTask } from '../advance/records/queue-message.ts';
import type { Work } from '../advance/records/work.ts';
import type { LakeStream } from '../ports/lake.ts';
import type { MergeRecord } from '../ports/merge-store.ts';
import { ProfileConflictError } from '../ports/profile-errors.ts';
import type { UnmergeTask } from '../ports/run-task.ts';
import { giveBackDevices } from './give-back-devices.ts';
import { giveBackOwners } from './give-back-owners.ts';
import { listSince, planUndo } from './plan-undo.ts';
import { UndoRefusedError } from './undo-refused-error.ts';
import { ownerKey } from './unite-owners.ts';

export interface UndoContext {
  readonly dependencies: AdvanceDependencies;
  readonly program: Program;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** DynamoDB's limit of one batch. */
const batchSize = 25;

/** The work that remains. `person`: the profile that the work's one leads to, its outbox published. */
export async function undoMerges(context: UndoContext, work: Work, person: Profile): Promise<Work> {
  const tasks: ReceivedTask[] = [];
  for (const received of work.tasks) {
    const { task } = received;
    if (task.kind === 'unmerge') await undoMerge(context, work.profileId, person, task);
    else if (task.kind === 'rejoin') await rejoin(context, work.profileId);
    else tasks.push(received);
  }
  for (const id of [work.profileId, ...(work.ending ?? [])]) {
    const stored = id === person.id ? undefined : await context.dependencies.profiles.loadStored(id);
    if (stored?.mergedInto === undefined) continue;
    const [survivor, at] = stored.mergedInto;
    const isApart = person.apart?.some(([other]) => other === id) === true;
    if (isApart) await restore(context, { survivor, ended: id, at });
  }
  // The work began with a profile that is separate now: it begins again.
  if (work.ending !== undefined) throw new ProfileConflictError(person.id, person.version);
  return { ...work, tasks };
}

/** Throws UndoRefusedError, TimelineBehindError, ProfileConflictError. */
async function undoMerge(
  context: UndoContext,
  ended: string,
  person: Profile,
  { at, by }: UnmergeTask,
): Promise<void> {
  const { dependencies, program, now } = context;
  const { merges, profiles, timelineDays } = dependencies;
  const merge = await merges.find(ended, at);
  if (merge === undefined) throw new UndoRefusedError('not_recorded');
  if (merge.undone !== undefined) return;
  const isDecided = person.id === ended || person.apart?.some(([other]) => other === ended) === true;
  if (!isDecided) {
    const plan = await planUndo(dependencies, merge, person, program, now);
    await merges.keepState(merge, 'plan', person.version, plan.ended, expireAfter(now, timelineDays));
    await giveBackDevices(dependencies.identities, plan.survivor, plan.ended);
    await profiles.save(plan.survivor);
  }
  await restore(context, merge);
  await divideTimeline(context, merge, by);
}

/** 3. and 4. */
async function restore(
  { dependencies }: UndoContext,
  merge: Pick<MergeRecord, 'survivor' | 'ended' | 'at'>,
): Promise<void> {
  const { profiles, merges, identities, identityCache } = dependencies;
  const stored = await profiles.loadStored(merge.ended);
  if (stored?.mergedInto?.[1] !== merge.at) return;
  const plan = await merges.readState(merge, 'plan');
  if (plan === undefined) throw new UndoRefusedError('not_recorded');
  await giveBackOwners(identities, merge.survivor, plan);
  for (const id of [merge.survivor, merge.ended]) identityCache.delete(ownerKey(id));
  await profiles.save({ ...plan, version: stored.version + 1 });
}

/** 5. */
async function divideTimeline(
  { dependencies, program, now }: UndoContext,
  merge: MergeRecord,
  by: string,
): Promise<void> {
  const { merges, timelineDays } = dependencies;
  const [before, plan] = [await merges.readState(merge, 'before'), await merges.readState(merge, 'plan')];
  if (before === undefined || plan === undefined) throw new UndoRefusedError('not_recorded');
  const since = await listSince(dependencies, merge, before, plan, program.policy.identity);
  const { moved } = since;
  // Without the version, which is one of the other profile.
  const copies = moved.map(
    ({ version: _version, position: _position, ...entry }): TimelineEntry => ({
      ...entry,
      profileId: plan.id,
    }),
  );
  for (const copy of copies) await put(dependencies, [copy], expireAfter(copy.receivedAt, timelineDays));
  await merges.removeEntries(moved);
  const at = plan.apart?.at(-1)?.[1] ?? now;
  const notes = [
    note(merge.survivor, plan.id, at),
    note(plan.id, merge.survivor, at, listEnded(since.others, plan)),
  ];
  await put(dependencies, notes, expireAfter(at, timelineDays));
  if (dependencies.lake !== undefined) await putUndoRows(dependencies.lake, plan, at, notes);
  await merges.noteUndone(merge, { at, by });
}

/** Touchpoints since the merge keep their rows: the lake has no second row of a touchpoint for another person. */
async function putUndoRows(
  lake: LakeStream,
  plan: Profile,
  at: number,
  entries: readonly TimelineEntry[],
): Promise<void> {
  const { makeReturned, putEntryRows, putRows } = await import('../lake/put-rows.ts');
  await putRows(lake, makeReturned(plan, at));
  // Notes of the undo state no trait.
  await putEntryRows(lake, entries, []);
}

/** Instances of the profile that the merge has ended, and that do not come back. */
function listEnded(entries: readonly TimelineEntry[], { id, journeys }: Profile): readonly Trace[] {
  const isBack = ({ origin, key }: Trace) =>
    journeys.some(
      (position) => `journey:${position.journey}` === origin && traceKey(position.key).key === key,
    );
  return entries
    .flatMap(({ traces }) => traces)
    .filter(({ action, reason, note: of }) => action === 'leave' && reason === 'profiles_merged' && of === id)
    .filter((trace) => !isBack(trace));
}

function note(profileId: string, other: string, at: number, ended: readonly Trace[] = []): TimelineEntry {
  const touchpointId = `unmerge:${other}:${at}`;
  const head = { name: 'Profile Unmerged', source: 'percorso', occurredAt: at, receivedAt: at };
  const trace = { origin: 'identity', action: 'separate', reason: 'profiles_unmerged', note: other } as const;
  return { profileId, touchpointId, ...head, traces: [trace, ...ended] };
}

async function put(
  { timeline }: Pick<AdvanceDependencies, 'timeline'>,
  entries: readonly TimelineEntry[],
  expiresAt: number,
): Promise<void> {
  for (let start = 0; start < entries.length; start += batchSize) {
    const refused = await timeline.putEntries(entries.slice(start, start + batchSize), expiresAt);
    if (refused.length > 0) throw new PublicationIncompleteError('timeline');
  }
}

/** Removes the marks, of the other profiles first. */
async function rejoin({ dependencies: { profiles } }: UndoContext, profileId: string): Promise<void> {
  const own = await profiles.load(profileId, { consistent: true });
  if (own?.apart === undefined) return;
  for (const [id] of own.apart) {
    const other = await profiles.load(id, { consistent: true });
    if (other?.apart?.some(([marked]) => marked === own.id) !== true) continue;
    const apart = other.apart.filter(([marked]) => marked !== own.id);
    await profiles.save(withMarks(other, apart));
  }
  await profiles.save(withMarks(own, []));
}

function withMarks({ apart: _former, ...profile }: Profile, apart: NonNullable<Profile['apart']>): Profile {
  const next = toNextVersion(profile);
  return apart.length === 0 ? next : { ...next, apart };
}
