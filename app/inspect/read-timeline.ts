/** Reads a person's timeline page by page. */
import { isObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { listProfileIds } from '../../engine/model/profile.ts';
import type { Trace } from '../../engine/model/timeline-entry.ts';
import type { TimelinePage, TimelineReader } from '../ports/timeline-store.ts';
import type { StageStores } from './stage-stores.ts';

/** An entry or a message. */
export type TimelineRow = TimelinePage['items'][number];

/** Epoch ms. */
export function timeOf(row: TimelineRow): number {
  return row.kind === 'entry' ? row.entry.occurredAt : row.message.claimedAt;
}

/**
 * That a user id came without a valid user token follows from the touchpoint, so no trace of it is stored: page views with
 * such an id cost what others cost. Entries of earlier versions have the trace. The same holds for traits of an account.
 */
export function addUnsigned(row: TimelineRow): TimelineRow {
  if (row.kind !== 'entry') return row;
  const { touchpoint, traces } = row.entry;
  const { unsignedUser, unsignedTraits, groupId } = touchpoint?.context ?? {};
  const unsigned: Trace[] = [];
  if (isObject(unsignedUser) && !traces.some(({ reason }) => reason === 'user_id_unsigned'))
    unsigned.push({
      ...{ origin: 'identity:userId', action: 'keep', reason: 'user_id_unsigned' },
      note: String(unsignedUser['problem']).slice(0, 40),
    });
  if (isObject(unsignedTraits) && touchpoint?.type === 'group')
    unsigned.push({
      ...{ origin: `account:${String(groupId).slice(0, 40)}`, action: 'keep', reason: 'account_unsigned' },
    });
  return unsigned.length === 0 ? row : { ...row, entry: { ...row.entry, traces: [...unsigned, ...traces] } };
}

/** Newest first, at most `limit`; with the entries of profiles that were merged into the person's own one. */
export async function readTimeline(
  { timeline, profiles }: Pick<StageStores, 'timeline' | 'profiles'>,
  profileId: string,
  limit: number,
): Promise<TimelineRow[]> {
  const profile = await profiles.load(profileId, { consistent: true });
  return readTimelines(timeline, profile === undefined ? [profileId] : listProfileIds(profile), limit);
}

/** The same of profiles that are one person's. */
export async function readTimelines(
  timeline: TimelineReader,
  ids: readonly string[],
  limit: number,
): Promise<TimelineRow[]> {
  const parts = await Promise.all(ids.map((id) => readOneTimeline(timeline, id, limit)));
  const rows = parts.flat();
  if (ids.length > 1) rows.sort((left, right) => timeOf(right) - timeOf(left));
  return rows.slice(0, limit);
}

/** As readTimeline, of one profile. */
export async function readOneTimeline(
  timeline: TimelineReader,
  profileId: string,
  limit: number,
): Promise<TimelineRow[]> {
  const rows: TimelineRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await timeline.list(profileId, {
      limit: Math.min(limit - rows.length, 500),
      ...omitAbsent({ cursor }),
    });
    rows.push(...page.items.map(addUnsigned));
    cursor = page.cursor;
  } while (cursor !== undefined && rows.length < limit);
  return rows;
}
