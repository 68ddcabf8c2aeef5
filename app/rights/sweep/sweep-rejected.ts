/** Removes erased people from rejected and quarantined events: a page of the bucket, one request per event. */
import type { RejectedStore } from '../../ports/rejected-store.ts';
import { readKept } from '../../rejected/find-kept.ts';
import { mapBounded } from '../../runtime/run-bounded.ts';
import type { SweptPage } from './swept-page.ts';
import type { PeopleMatcher } from './swept-people.ts';

/** Events that are read at the same time. */
const concurrency = 20;

/**
 * An event about an erased person is removed. One about someone else stays, without the members and addresses of the
 * erased person: it is replaced under its key, and a replay of what it was meanwhile counts once.
 */
export async function sweepRejected(
  store: RejectedStore,
  matcher: PeopleMatcher,
  kind: 'rejected' | 'quarantine',
  cursor: string | undefined,
): Promise<SweptPage> {
  const page = await (kind === 'rejected' ? store.list(cursor) : store.listQuarantined(cursor));
  const found = await mapBounded(page.keys, concurrency, async (key) => {
    const kept = await readKept(store, key);
    if (kept === undefined) return [];
    const { rejected } = kept;
    const { rest, receipts } = matcher.cut(rejected.event, rejected.receivedAt);
    if (receipts.length === 0) return [];
    if (rest === undefined) await store.remove(key);
    else await store.put({ ...rejected, event: rest });
    const kind = rest === undefined ? 'rejectedEvents' : 'rejectedEventsChanged';
    return receipts.map((receipt) => ({ receipt, kind, number: 1 }));
  });
  return { removed: found.flat(), cursor: page.cursor };
}
