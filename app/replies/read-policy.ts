/** Reads the policy in force for replies: at most once a minute. */
import { MINUTE } from '../../engine/base/time-units.ts';
import type { PolicyDocument } from '../../engine/model/documents/policy-document.ts';
import type { ProgramReader } from '../ports/program-store.ts';
import { createPublishedCache, shareRefresh } from '../runtime/published-cache.ts';

/** Undefined while none is in force. Throws when it cannot be read and none was read before: its words decide. */
export function createReplyPolicy(
  programs: Pick<ProgramReader, 'readCurrent'>,
  now: () => number,
): () => Promise<PolicyDocument | undefined> {
  const cache = createPublishedCache(programs, async ({ policy }) => ({ policy }));
  const refresh = shareRefresh(cache);
  return async () => {
    if (!cache.isFresh(now(), MINUTE)) await refresh(now());
    return cache.held?.value.policy;
  };
}
