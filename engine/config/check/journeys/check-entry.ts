/** Checks how people enter a journey, its key, and its exits. */

import { accountKeyPath } from '../../../journeys/account-claim.ts';
import type { AudienceSchedule } from '../../../model/documents/document-base.ts';
import type {
  JourneyDocument,
  JourneyEvent,
  JourneyTrigger,
} from '../../../model/documents/journey-document.ts';
import { atNow } from '../../../schedules/resolve-schedule.ts';
import type { Finding, PathSegment } from '../../problems/problem.ts';
import { checkCondition, checkEventPattern, findEventLeaves } from '../check-conditions.ts';
import { explainPath } from '../check-paths.ts';
import { checkAbsoluteMoment, checkEntrySchedule } from '../check-times.ts';

export function checkEntry(journey: JourneyDocument): Finding[] {
  const { condition, exitOn = [], goal, key, stopAt, trigger } = journey;
  return [
    ...('schedule' in trigger ? checkTriggerSchedule(trigger.schedule) : []),
    ...checkAbsoluteMoment(stopAt, ['stopAt']),
    ...checkKey(journey),
    ...checkOncePer(journey),
    ...(condition === undefined ? [] : checkCondition(condition, ['condition'])),
    ...checkEventInCondition(journey),
    ...exitOn.flatMap((event, index) => checkJourneyEvent(event, ['exitOn', index], key)),
    ...(goal === undefined ? [] : checkJourneyEvent(goal, ['goal'], key)),
  ];
}

function checkTriggerSchedule(schedule: AudienceSchedule): Finding[] {
  const at = ['trigger', 'schedule'];
  if (schedule.at !== atNow) return checkEntrySchedule(schedule, at);
  const remedy = 'Use a campaign with "enter" and "at: now", and the trigger "api: true" here.';
  return [{ segments: [...at, 'at'], received: schedule.at, remedy, code: 'wrong_value' }];
}

/** Also of the branches of a waitFor. */
export function checkJourneyEvent(
  event: JourneyEvent,
  at: readonly PathSegment[],
  journeyKey: string | undefined,
): Finding[] {
  if (!('event' in event)) return [];
  const { where, key } = event;
  const findings = where === undefined ? [] : checkEventPattern(where, [...at, 'where']);
  if (key === undefined || key === false) return findings;
  const segments = [...at, 'key'];
  if (journeyKey === undefined) {
    const remedy = 'The journey has no key to compare with: give the journey a "key", or remove this one.';
    return [...findings, { segments, received: key, remedy, code: 'wrong_value' }];
  }
  return [...findings, ...checkEventPath(key, segments)];
}

/** Whether people enter a journey with an event: always, never, or only when an event changed the segment. */
export function findEventAtEntry(trigger: JourneyTrigger): 'always' | 'sometimes' | 'never' {
  if ('schedule' in trigger) return 'never';
  return 'segment' in trigger ? 'sometimes' : 'always';
}

function checkKey({ key, trigger }: JourneyDocument): Finding[] {
  if (key === undefined) return [];
  const segments = ['key'];
  if (findEventAtEntry(trigger) !== 'always') {
    const by = 'schedule' in trigger ? 'a schedule' : 'a change of a segment';
    const remedy = `The key is read from the event of the trigger, but ${by} has no event: remove "key", or trigger by an event or by "api".`;
    return [{ segments, received: key, remedy, code: 'wrong_value' }];
  }
  return checkEventPath(key, segments);
}

function checkOncePer({ key, oncePer }: JourneyDocument): Finding[] {
  if (oncePer === undefined || key === accountKeyPath) return [];
  const remedy = `Only one person of each account enters: give the journey the key "${accountKeyPath}".`;
  return [{ segments: ['oncePer'], received: oncePer, remedy, code: 'wrong_value' }];
}

function checkEventPath(path: string, segments: readonly PathSegment[]): Finding[] {
  const isOfEvent = path.split('.')[0] === 'event';
  const remedy = isOfEvent
    ? explainPath(path)
    : 'The key is read from the event: write a path such as "event.properties.cart_id".';
  return remedy === undefined ? [] : [{ segments, received: path, remedy, code: 'invalid_path' }];
}

/** Such a part never holds, so that perhaps no one enters: worth a warning. */
function checkEventInCondition({ condition, trigger }: JourneyDocument): Finding[] {
  if (condition === undefined || findEventAtEntry(trigger) !== 'never') return [];
  if (checkCondition(condition, ['condition']).length > 0) return [];
  const remedy = 'This never holds: people enter by a schedule, which has no event.';
  return findEventLeaves(condition, ['condition']).map((segments) => ({
    segments,
    remedy,
    code: 'unknown_variable' as const,
    severity: 'warning' as const,
  }));
}
