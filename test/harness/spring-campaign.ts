/** The campaign `spring` for Italians, in a town where every second person is one. */
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import { openTown, type Town, type TownOptions } from './run-harness.ts';
import { italiansSegment, makeEmail, makeOptOutPolicy } from './sample-documents.ts';

export const now = Date.parse('2026-11-20T10:00:00Z');
export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** Five minutes after `now`. */
export const once = '{ at: "2026-11-20T10:05:00Z" }';
export const daily = '{ at: "2026-11-20T10:05:00Z", repeat: FREQ=DAILY }';

const base = `
${makeOptOutPolicy()}
caps: [{ limit: 10, within: P30D }]
---
${italiansSegment}
---
${makeEmail('spring', 'Spring')}
`;

/** Documents as YAML; `more` is further fields of the campaign. */
export function makeCampaign(schedule: string, more = '', status = 'live'): string {
  return `${base}
---
kind: campaign
id: spring
status: ${status}
audience: { segment: italians }
send: spring
schedule: ${schedule}
${more}
`;
}

/** What is sent when each of them was reached so many times. */
export function listItalians(people: number, times = 1): string[] {
  return Array.from({ length: people }, (_, index) => index)
    .filter((index) => index % 2 === 0)
    .flatMap((index) => Array<string>(times).fill(`P${String(index).padStart(2, '0')} spring`));
}

export async function openWith(snapshot: ProgramSnapshot, options: Partial<TownOptions> = {}): Promise<Town> {
  const town = await openTown({ now, people: 14, ...options });
  await town.publish(snapshot);
  return town;
}
