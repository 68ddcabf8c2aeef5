/** Warns of past times in live documents: they are valid, but perhaps not intended. */

import { HOUR } from '../../base/time-units.ts';
import { latestLocal } from '../../campaigns/reach-person.ts';
import type { AudienceSchedule } from '../../model/documents/document-base.ts';
import type { ConfigDocument } from '../../model/documents/documents.ts';
import { findFirstRun } from '../../schedules/find-due-runs.ts';
import { atNow } from '../../schedules/resolve-schedule.ts';
import { compileSchedule, findScheduleFault } from '../../schedules/schedule.ts';
import { parseMoment } from '../../time/calendar.ts';
import { listSchedules } from '../kinds/kind-definitions.ts';
import { createProblem, type Finding, type PathSegment, type Problem } from '../problems/problem.ts';

export interface TimedDocument {
  /** `campaign/spring`. */
  readonly label: string;
  readonly document?: ConfigDocument;
  readonly source?: { readonly origin?: string };
}

/** Warnings as of `now` (epoch ms), for documents that are otherwise valid. */
export function warnOfTimes(documents: readonly TimedDocument[], now: number): Problem[] {
  return documents.flatMap(({ label, document, source }) =>
    document === undefined || document.status !== 'live'
      ? []
      : listFindings(document, now).map((finding) => createProblem(label, finding, source?.origin)),
  );
}

function listFindings(document: ConfigDocument, now: number): Finding[] {
  return [
    ...listSchedules(document).flatMap(({ schedule, segments }) => warnOfSchedule(schedule, segments, now)),
    ...(document.kind === 'journey' ? warnOfStop(document.stopAt, now) : []),
  ];
}

function warnOfStop(stopAt: string | undefined, now: number): Finding[] {
  const moment = stopAt === undefined ? undefined : parseMoment(stopAt);
  if (moment === undefined || moment > now) return [];
  const remedy =
    'This moment is in the past: no one enters the journey, and the people inside leave it. Write a later moment, or archive the journey.';
  return [{ segments: ['stopAt'], received: stopAt, remedy, code: 'time_passed', severity: 'warning' }];
}

function warnOfSchedule(schedule: AudienceSchedule, at: readonly PathSegment[], now: number): Finding[] {
  if (schedule.at === atNow || findScheduleFault(schedule) !== undefined) return [];
  const compiled = compileSchedule(schedule, 'schedule', 'document');
  const first = findFirstRun(compiled, schedule, now);
  const field = schedule.repeat === undefined ? 'at' : 'repeat';
  const finding = {
    segments: [...at, field],
    received: schedule[field],
    code: 'time_passed',
    severity: 'warning',
  } as const;
  if (first === undefined) {
    const remedy =
      'No run is left: its time is in the past, and no one is reached. Write a later time, or "at: now"; if it ran already, archive it.';
    return [{ ...finding, remedy }];
  }
  // In order of time zones: each hour, another zone is too late.
  const passed = (now - latestLocal - first) / HOUR;
  if (!compiled.isByRecipient || passed <= 0) return [];
  const offset = Math.max(-12, Math.ceil(14 - passed));
  const zones = `zones ahead of UTC${offset < 0 ? '' : '+'}${offset}`;
  const remedy = `This local time is already in the past in ${zones}: the current run skips the people there. Write a later day to reach all people.`;
  return [{ ...finding, remedy }];
}
