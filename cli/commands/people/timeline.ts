/** `percorso timeline`: what happened to one person, in plain words, oldest first. */

import { findProfileId } from '../../../app/inspect/find-person.ts';
import { hideOfRow } from '../../../app/inspect/hide-sensitive.ts';
import { orderTimeline } from '../../../app/inspect/order-timeline.ts';
import type { TimelineRow } from '../../../app/inspect/read-timeline.ts';
import type { StageStores } from '../../../app/inspect/stage-stores.ts';
import {
  type FilteredPage,
  isCursorInvalid,
  readTimelinePage,
  type TimelineFilter,
} from '../../../app/inspect/timeline-page.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { listProfileIds } from '../../../engine/model/profile.ts';
import { nameParts, readHidden, type SensitiveOption } from '../../cloud/read-hidden.ts';
import { formatTimeline } from '../../output/format-timeline.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';
import { describeMissing, type MissingStores } from './describe-missing.ts';

export interface TimelineOptions extends TimelineFilter, SensitiveOption {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

const filterNames = ['kind', 'name', 'since', 'until'] as const;

/** `person`: a profile id, or `userId:42`, `email:a@example.com`, `anonymousId:...`, `phone:...`, `externalId:type:id`. */
export async function showTimeline(
  person: string,
  { showSensitive, ...options }: TimelineOptions,
  stores: Pick<StageStores, 'identities' | 'timeline' | 'profiles' | 'programs'> & MissingStores,
): Promise<CommandResult> {
  const profileId = await findProfileId(person, stores.identities, stores.programs);
  if (profileId === undefined) return describeMissing(person, stores);
  const { rows, cursor } = await readRows(profileId, options, stores);
  const isFiltered = Object.entries(options).some(([name, value]) => name !== 'limit' && value !== undefined);
  if (rows.length === 0 && !isFiltered) return describeMissing(person, stores);
  const filters = filterNames.some((name) => options[name] !== undefined) ? 'the same filters and ' : '';
  const hidden = await readHidden(stores.programs, showSensitive);
  const ordered = orderTimeline(rows.map((row) => hideOfRow(row, hidden)));
  return {
    exitCode: 0,
    shows: { people: [profileId], parts: nameParts(showSensitive) },
    json: { profileId, items: ordered.toReversed(), ...omitAbsent({ cursor }) },
    lines: [
      `Profile ${profileId}`,
      ...(rows.length === 0 ? ['Nothing matches.'] : formatTimeline(ordered)),
      ...(cursor === undefined
        ? []
        : [`These are ${rows.length} entries; older ones with ${filters}--cursor ${cursor}`]),
    ],
  };
}

/** The newest rows up to `limit`, however many pages have few that match. Throws UsageError. */
async function readRows(
  profileId: string,
  { limit, cursor: start, ...filter }: TimelineOptions,
  { timeline, profiles }: Pick<StageStores, 'timeline' | 'profiles'>,
): Promise<{ readonly rows: readonly TimelineRow[]; readonly cursor?: string | undefined }> {
  const profile = await profiles.load(profileId, { consistent: true });
  const ids = profile === undefined ? [profileId] : listProfileIds(profile);
  const rows: TimelineRow[] = [];
  let cursor = start;
  do {
    const page = await readPage(timeline, ids, { ...filter, limit: limit - rows.length, cursor });
    rows.push(...page.rows);
    ({ cursor } = page);
  } while (cursor !== undefined && rows.length < limit);
  return { rows, cursor };
}

async function readPage(...asked: Parameters<typeof readTimelinePage>): Promise<FilteredPage> {
  try {
    return await readTimelinePage(...asked);
  } catch (error) {
    if (!isCursorInvalid(error)) throw error;
    throw new UsageError(
      '--cursor: the cursor was not made by this listing.',
      'Give the cursor that the last output ends with, with the same person, --kind, --name, --since and --until; or start again without --cursor.',
    );
  }
}
