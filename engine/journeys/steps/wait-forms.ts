/** The forms of a wait, and when each ends. */

import { DocumentInvalidError } from '../../model/document-invalid-error.ts';
import type { WaitStep, ZoneChoice } from '../../model/documents/journey-document.ts';
import { findZone } from '../../policy/find-zone.ts';
import { readEpoch, toCivil } from '../../time/calendar.ts';
import { compileDuration } from '../../time/compile-duration.ts';
import { addDuration, type ParsedDuration } from '../../time/duration.ts';
import {
  fromLocal,
  hasOffset,
  nextLocalTime,
  parseLocalMoment,
  parseTimeOfDay,
} from '../../time/local-time.ts';
import { offsetAt } from '../../time/zone-offset.ts';
import type { Turn } from '../../turn/turn.ts';
import { readPath } from '../../values/read-path.ts';
import type { StepExecution } from '../compiled-journey.ts';
import type { StepContext } from './step-descriptor.ts';

export interface WaitForm {
  /** Epoch ms, counted from `execution.at`; undefined = the person has no such date. */
  findEnd(execution: StepExecution): number | undefined;
  /** A trait may change the end. */
  readonly dependsOnPerson: boolean;
}

type FormOf<Field extends string> = Extract<WaitStep, Record<Field, unknown>>;

/** Throws DocumentInvalidError. */
export function findWaitForm(step: WaitStep, context: StepContext): WaitForm {
  if ('for' in step) return waitForDuration(step, context);
  if ('until' in step) return waitForMoment(step, context);
  if ('untilDate' in step) return waitForDate(step, context);
  return waitForTime(step, context);
}

function waitForDuration(step: FormOf<'for'>, { document, path }: StepContext): WaitForm {
  const duration = compileDuration(step.for, `${path}.for`, document);
  if (duration === undefined)
    throw new DocumentInvalidError(document, `${path}.for`, step.for, 'Write a duration, such as P3D.');
  return { findEnd: ({ at }) => addDuration(at, duration), dependsOnPerson: false };
}

function waitForMoment(step: FormOf<'until'>, { document, path }: StepContext): WaitForm {
  const { until, timeZone } = step;
  if (parseLocalMoment(until, 'UTC') === undefined) {
    throw new DocumentInvalidError(
      document,
      `${path}.until`,
      until,
      'Write an ISO 8601 moment, such as 2026-12-24T18:00.',
    );
  }
  return {
    findEnd: ({ turn }) => parseLocalMoment(until, chooseZone(turn, timeZone)),
    dependsOnPerson: isRecipient(timeZone) && !hasOffset(until),
  };
}

function waitForDate(step: FormOf<'untilDate'>, { document, path }: StepContext): WaitForm {
  const { from, minus, plus, time } = step.untilDate;
  const less = compileDuration(minus, `${path}.untilDate.minus`, document);
  const more = compileDuration(plus, `${path}.untilDate.plus`, document);
  const timeOfDay = readTime(time, `${path}.untilDate.time`, document);
  const source = from.split('.');
  return {
    dependsOnPerson: true,
    findEnd({ turn, initiator }) {
      const zone = chooseZone(turn, step.timeZone);
      const date = readDate(readPath(turn, initiator.event, source), zone);
      if (date === undefined) return undefined;
      if (less === undefined && more === undefined && timeOfDay === undefined) return date;
      // On the clocks of the zone: a week before 09:00 is 09:00, also when the clocks changed in between.
      const shown = shiftBoth(date + offsetAt(date, zone), less, more);
      const local = toCivil(shown);
      return fromLocal({ ...local, timeOfDay: timeOfDay ?? local.timeOfDay }, zone);
    },
  };
}

function waitForTime(step: FormOf<'untilTime'>, { document, path }: StepContext): WaitForm {
  const { untilTime, weekdays, timeZone } = step;
  readTime(untilTime, `${path}.untilTime`, document);
  return {
    findEnd: ({ turn, at }) => nextLocalTime(at, chooseZone(turn, timeZone), untilTime, weekdays),
    dependsOnPerson: isRecipient(timeZone),
  };
}

function isRecipient(choice: ZoneChoice | undefined): boolean {
  return choice === undefined || choice === 'recipient';
}

function chooseZone({ profile, program }: Turn, choice: ZoneChoice | undefined): string {
  return choice === undefined || choice === 'recipient' ? findZone(profile, program.policy).zone : choice;
}

/** ISO text, local if it has no offset, or epoch seconds or milliseconds. */
function readDate(value: unknown, zone: string): number | undefined {
  if (typeof value === 'string') return parseLocalMoment(value, zone);
  return typeof value === 'number' ? readEpoch(value) : undefined;
}

function shiftBoth(at: number, less: ParsedDuration | undefined, more: ParsedDuration | undefined): number {
  const earlier = less === undefined ? at : addDuration(at, less, -1);
  return more === undefined ? earlier : addDuration(earlier, more);
}

function readTime(time: string | undefined, path: string, document: string): number | undefined {
  if (time === undefined) return undefined;
  const timeOfDay = parseTimeOfDay(time);
  if (timeOfDay === undefined)
    throw new DocumentInvalidError(document, path, time, 'Write a time of day, such as 09:00.');
  return timeOfDay;
}
