/** Finds what a command on campaigns is about: a campaign, or a journey that walks its segment on a schedule. */
import type { Run, RunStore } from '../../app/ports/ports.ts';
import { makeJourneyCampaign } from '../../engine/campaigns/reach-person.ts';
import type { AudienceSchedule, DocumentStatus } from '../../engine/model/documents/document-base.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import { resolveSchedule } from '../../engine/schedules/resolve-schedule.ts';
import { UsageError } from '../command-result.ts';

export interface ScheduledThing {
  /** Campaign id, or `journey:<id>`: names its runs. */
  readonly id: string;
  readonly name?: string;
  readonly status: DocumentStatus;
  readonly schedule: AudienceSchedule;
  readonly segment: string;
  /** Journey that people enter, of a campaign without a message. */
  readonly enter?: string;
}

export function listScheduled(program: ProgramSnapshot | undefined): readonly ScheduledThing[] {
  if (program === undefined) return [];
  const campaigns = program.campaigns.map((campaign) => {
    const { id, name, status, schedule, audience, enter } = campaign;
    return {
      id,
      ...(name === undefined ? {} : { name }),
      status,
      schedule: resolveSchedule(campaign, program) ?? schedule,
      segment: audience.segment,
      ...(enter === undefined ? {} : { enter }),
    };
  });
  const journeys = program.journeys.flatMap(({ document: { id, name, status, trigger } }) =>
    'schedule' in trigger
      ? [
          {
            id: makeJourneyCampaign(id),
            ...(name === undefined ? {} : { name }),
            status,
            schedule: trigger.schedule,
            segment: trigger.audience.segment,
          },
        ]
      : [],
  );
  return [...campaigns, ...journeys];
}

/** Throws UsageError, which names those there are. */
export function findScheduled(program: ProgramSnapshot | undefined, id: string): ScheduledThing {
  const all = listScheduled(program);
  const found = all.find((thing) => thing.id === id || thing.id === makeJourneyCampaign(id));
  if (found !== undefined) return found;
  const remedy =
    all.length === 0
      ? 'No campaign is published: set its status to live, and `percorso push FILES --publish`.'
      : `There are: ${all.map((thing) => thing.id).join(', ')}.`;
  throw new UsageError(`No campaign "${id}" is published.`, remedy);
}

/** The newest first, `limit` at most. */
export async function listRuns(
  runs: Pick<RunStore, 'listRuns'>,
  name: string,
  limit: number,
): Promise<Run[]> {
  const found: Run[] = [];
  let cursor: string | undefined;
  do {
    const page = await runs.listRuns(name, cursor);
    found.push(...page.runs);
    cursor = page.cursor;
  } while (cursor !== undefined && found.length < limit);
  return found.slice(0, limit);
}
