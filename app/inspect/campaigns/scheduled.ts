/** Finds what a query about campaigns names: a campaign, or a journey that people enter on a schedule. */
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { makeJourneyCampaign } from '../../../engine/campaigns/reach-person.ts';
import type { AudienceSchedule, DocumentStatus } from '../../../engine/model/documents/document-base.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import { resolveSchedule } from '../../../engine/schedules/resolve-schedule.ts';
import { RequestInvalidError } from '../../ports/request-invalid-error.ts';

/** A campaign, or a journey on a schedule. */
export interface ScheduledCampaign {
  /** Campaign id, or `journey:<id>`: names its runs. */
  readonly id: string;
  readonly name?: string;
  readonly status: DocumentStatus;
  readonly schedule: AudienceSchedule;
  readonly segment: string;
  /** Journey that people enter, of a campaign without a message. */
  readonly enter?: string;
}

export function listScheduled(program: ProgramSnapshot | undefined): readonly ScheduledCampaign[] {
  if (program === undefined) return [];
  const campaigns = program.campaigns.map((campaign) => {
    const { id, name, status, schedule, audience, enter } = campaign;
    return {
      id,
      ...omitAbsent({ name }),
      status,
      schedule: resolveSchedule(campaign, program) ?? schedule,
      segment: audience.segment,
      ...omitAbsent({ enter }),
    };
  });
  const journeys = program.journeys.flatMap(({ document: { id, name, status, trigger } }) =>
    'schedule' in trigger
      ? [
          {
            id: makeJourneyCampaign(id),
            ...omitAbsent({ name }),
            status,
            schedule: trigger.schedule,
            segment: trigger.audience.segment,
          },
        ]
      : [],
  );
  return [...campaigns, ...journeys];
}

/** Throws RequestInvalidError, which names those there are. */
export function findScheduled(program: ProgramSnapshot | undefined, id: string): ScheduledCampaign {
  const all = listScheduled(program);
  const found = all.find((scheduled) => scheduled.id === id || scheduled.id === makeJourneyCampaign(id));
  if (found !== undefined) return found;
  const remedy =
    all.length === 0
      ? 'No campaign is published: set its status to live, and `percorso push FILES --publish`.'
      : `There are: ${all.map((scheduled) => scheduled.id).join(', ')}.`;
  throw new RequestInvalidError(`No campaign "${id}" is published.`, remedy);
}
