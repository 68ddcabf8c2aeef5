/** The merges of a person's profiles, each with the states that are kept of it. */
import type { JsonObject } from '../../../engine/base/json.ts';
import type { MergeReader, MergeStateKind } from '../../ports/merge-store.ts';
import { listTracedProfiles, type PersonTrace } from '../person-trace.ts';
import { describeProfile, type FindTrait } from './describe-profile.ts';
import { toJson, toMoment } from './moments.ts';

/** `now`: epoch ms. A state of the other person of an undone merge is left out. */
export async function* listMerges(
  merges: Pick<MergeReader, 'readState'>,
  trace: Pick<PersonTrace, 'profileId' | 'ended' | 'merges'>,
  findTrait: FindTrait,
  now: number,
): AsyncGenerator<JsonObject> {
  const own = listTracedProfiles(trace);
  for (const merge of trace.merges) {
    const { survivor, ended, at, cause, undone } = merge;
    const read = async (kind: MergeStateKind, of: string) => {
      const state = own.includes(of) ? await merges.readState(merge, kind) : undefined;
      return state === undefined ? undefined : describeProfile(state, findTrait, now);
    };
    yield toJson({
      at: toMoment(at),
      profileThatStayed: survivor,
      profileThatEnded: ended,
      causedBy: cause === undefined ? undefined : { ...cause },
      undone: undone === undefined ? undefined : { at: toMoment(undone.at), by: undone.by },
      profileThatStayedBefore: await read('before', survivor),
      profileThatEndedAfterUndo: await read('plan', ended),
    });
  }
}
