/** What the undo of a merge would store, for an operator. */
import { compileProgram } from '../../engine/compile/compile-program.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import { createIdentityCache } from '../identity/identity-cache.ts';
import { planUndo, type UndoPlan, type UndoReader } from '../identity/plan-undo.ts';
import { UndoRefusedError } from '../identity/undo-refused-error.ts';
import type { MergeReader, MergeRecord } from '../ports/merge-store.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import type { TimelineReader } from '../ports/timeline-store.ts';
import { type KeptDenial, listKeptDenials } from './list-kept-denials.ts';
import { listIds } from './list-merges.ts';

export interface PreviewedPlan extends UndoPlan {
  /** A no for an address of one profile that the other one stated: it stays. */
  readonly keptDenials: readonly KeptDenial[];
  /** The ids that lead to each (`anonymousId:x`). */
  readonly ids: { readonly survivor: readonly string[]; readonly ended: readonly string[] };
}

export interface UndoPreview {
  readonly merge: MergeRecord;
  /** Absent: the undo is decided, and was interrupted. */
  readonly plan?: PreviewedPlan;
}

type UndoStores = Omit<UndoReader, 'identityCache'> & {
  readonly merges: MergeReader;
  readonly profiles: Pick<ProfileStore, 'load'>;
  readonly timeline: TimelineReader;
};

/** `ended`: as stored. `now` in epoch ms. Throws UndoRefusedError, TimelineBehindError. */
export async function previewUndo(
  ended: Profile,
  snapshot: ProgramSnapshot,
  stores: UndoStores,
  now: number,
): Promise<UndoPreview> {
  if (ended.mergedInto === undefined) throw new UndoRefusedError('not_merged', ended);
  const [survivor = '', at = 0] = ended.mergedInto ?? [];
  const merge = (await stores.merges.find(ended.id, at)) ?? { survivor, ended: ended.id, at };
  const current = await stores.profiles.load(ended.id, { consistent: true });
  if (current === undefined) throw new UndoRefusedError('not_merged');
  if (current.apart?.some(([id]) => id === ended.id) === true) return { merge };
  const reader = { ...stores, identityCache: createIdentityCache() };
  const plan = await planUndo(reader, merge, current, compileProgram(snapshot), now);
  const policy = snapshot.policy.identity;
  const ids = {
    survivor: await listIds(survivor, stores, policy),
    ended: await listIds(ended.id, stores, policy),
  };
  return { merge, plan: { ...plan, ids, keptDenials: await listKeptDenials(plan, stores.identities) } };
}
