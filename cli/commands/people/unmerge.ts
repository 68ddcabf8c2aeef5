/** `percorso unmerge`: undoes a merge. advance-profile does it; this command plans, asks for it, and says what it is. */

import { UndoRefusedError } from '../../../app/identity/undo-refused-error.ts';
import { findProfileId } from '../../../app/inspect/find-person.ts';
import { hideOfJourneys, listHidden } from '../../../app/inspect/hide-sensitive.ts';
import { previewUndo } from '../../../app/inspect/preview-undo.ts';
import type { MergeRecord } from '../../../app/ports/merge-store.ts';
import type { Queues } from '../../../app/ports/queues.ts';
import type { ProfileTask } from '../../../app/ports/run-task.ts';
import { loadPublished } from '../../../app/publish/load-published.ts';
import type { Profile } from '../../../engine/model/profile.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import type { Accounts, Merges, PeopleStores } from '../../cloud/open-stores.ts';
import { describePlan, describeRest, listRest } from '../../output/describe-separation.ts';
import { describeUnknownPerson } from '../../output/describe-unknown.ts';
import { CloudUnreachableError, type CommandResult, UsageError } from '../../terminal/command-result.ts';

export interface UnmergeOptions {
  readonly dryRun?: true;
  readonly allow?: true;
}

export type UnmergeStores = Merges &
  Accounts &
  Pick<PeopleStores, 'identities' | 'programs' | 'timeline' | 'readNow'> & {
    readonly openQueues: () => Promise<Pick<Queues, 'send'>>;
    /** The ARN of the operator. */
    readonly nameCaller: () => Promise<string>;
  };

/** `name`: the profile that ended, or an id that led to it. */
export async function unmerge(
  name: string,
  { dryRun, allow }: UnmergeOptions,
  stores: UnmergeStores,
): Promise<CommandResult> {
  const snapshot = await loadPublished(stores.programs);
  if (snapshot === undefined) throw new UsageError('Nothing is published.', 'Publish documents first.');
  const id = await findProfileId(name, stores.identities, stores.programs);
  const stored = id === undefined ? undefined : await stores.profiles.loadStored(id);
  if (stored === undefined) return describeUnknownPerson(name);
  if (allow === true) return allowMerge(stored, snapshot, dryRun === true, stores);
  return undo(stored, snapshot, dryRun === true, stores);
}

async function undo(
  ended: Profile,
  snapshot: ProgramSnapshot,
  isDryRun: boolean,
  stores: UnmergeStores,
): Promise<CommandResult> {
  try {
    const { merge, plan: whole } = await previewUndo(ended, snapshot, stores, await stores.readNow());
    const plan = hideOfJourneys(whole, listHidden(snapshot));
    const shows = { people: [ended.id, merge.survivor] };
    if (isDryRun)
      return { ...(plan === undefined ? describeInterrupted(merge) : describePlan(merge, plan)), shows };
    await send({ kind: 'unmerge', at: merge.at, by: await stores.nameCaller() }, ended.id, snapshot, stores);
    return {
      exitCode: 0,
      shows,
      json: {
        ended: ended.id,
        survivor: merge.survivor,
        requested: true,
        ...(plan && { profiles: listRest(plan) }),
      },
      lines: [
        `The undo of the merge of ${ended.id} into ${merge.survivor} is on its way.`,
        `\`percorso merges ${ended.id}\` shows it as undone when it is done, usually within seconds.`,
        ...(plan === undefined ? [] : describeRest(plan)),
      ],
    };
  } catch (error) {
    if (!(error instanceof UndoRefusedError)) throw error;
    return {
      exitCode: 1,
      json: { error: { code: error.code, problem: error.message } },
      lines: [error.message],
    };
  }
}

async function allowMerge(
  { id, apart = [] }: Profile,
  snapshot: ProgramSnapshot,
  isDryRun: boolean,
  stores: UnmergeStores,
): Promise<CommandResult> {
  const others = apart.map(([other]) => other);
  if (others.length === 0) {
    const problem = `Profile ${id} is kept apart from no other one.`;
    return { exitCode: 1, json: { error: { code: 'not_apart', problem } }, lines: [problem] };
  }
  if (isDryRun)
    return {
      exitCode: 0,
      json: { profileId: id, wouldAllow: others },
      lines: [
        `Nothing was changed. Without --dry-run, an event with ids of both could merge ${id} again with ${others.join(', ')}.`,
      ],
    };
  await send({ kind: 'rejoin' }, id, snapshot, stores);
  return {
    exitCode: 0,
    json: { profileId: id, allowed: others },
    lines: [
      `An event with ids of both may merge ${id} again with ${others.join(', ')}, from a few seconds on.`,
      'If a second merge lets the person enter a segment again, rules without a limit send again (docs/touchpoints.md#undoing-a-merge).',
    ],
  };
}

async function send(
  task: ProfileTask,
  profileId: string,
  { version }: ProgramSnapshot,
  stores: UnmergeStores,
): Promise<void> {
  const queues = await stores.openQueues();
  const refused = await queues.send('profile', [
    { kind: 'RunTaskBatch', profileIds: [profileId], task, version },
  ]);
  if (refused.length > 0)
    throw new CloudUnreachableError('The profile queue did not accept the request.', 'Try it again.');
}

function describeInterrupted({ ended, survivor }: MergeRecord): CommandResult {
  return {
    exitCode: 0,
    json: { ended, survivor, requested: false, interrupted: true },
    lines: [
      `Nothing was changed. An undo of the merge of ${ended} into ${survivor} has begun and is not complete.`,
      'To complete it, run the command without --dry-run.',
    ],
  };
}
