/** Resolves schedules with `at: now`: the moment at which they were first published live. */

import type { CampaignDocument } from '../model/documents/campaign-document.ts';
import type { AudienceSchedule } from '../model/documents/document-base.ts';
import type { ProgramSnapshot } from '../model/program-snapshot.ts';
import { formatLocal } from '../time/local-time.ts';

/** The value of `at` for that. */
export const atNow = 'now';

/**
 * Campaign id → the moment (epoch ms) that its `now` means. It stays while the campaign has `now`, whatever else is
 * edited, paused or published again: so it runs once. Another schedule in between, or another id, gives another run.
 */
export function noteNow(
  campaigns: readonly CampaignDocument[],
  publishedAt: number,
  previous: Pick<ProgramSnapshot, 'campaigns' | 'startedNow'> | undefined,
): Readonly<Record<string, number>> {
  const saidNow = new Set(previous?.campaigns.filter(isNow).map(({ id }) => id));
  return Object.fromEntries(
    campaigns.filter(isNow).flatMap(({ id, status }): [string, number][] => {
      const known = saidNow.has(id) ? previous?.startedNow?.[id] : undefined;
      if (known !== undefined) return [[id, known]];
      return status === 'live' ? [[id, publishedAt]] : [];
    }),
  );
}

/** The schedule with its moment; undefined for a `now` that was never live. */
export function resolveSchedule(
  { id, schedule }: Pick<CampaignDocument, 'id' | 'schedule'>,
  { startedNow = {} }: Pick<ProgramSnapshot, 'startedNow'>,
): AudienceSchedule | undefined {
  if (schedule.at !== atNow) return schedule;
  const at = Object.hasOwn(startedNow, id) ? startedNow[id] : undefined;
  return at === undefined ? undefined : { at: `${formatLocal(at)}Z` };
}

function isNow({ schedule }: CampaignDocument): boolean {
  return schedule.at === atNow;
}
