/** Moments, time zones and schedules in documents. */

import { omitAbsent } from '../../base/omit-absent.ts';
import type { AudienceSchedule } from '../../model/documents/document-base.ts';
import { findScheduleFault } from '../../schedules/schedule.ts';
import { hasOffset } from '../../time/local-time.ts';
import type { Finding, PathSegment } from '../problems/problem.ts';
import { formatSuggestion } from '../problems/suggest-name.ts';
import { explainMoment, explainZone } from './explain-time.ts';

type At = readonly PathSegment[];

/** An IANA name. */
export function checkZone(zone: string | undefined, segments: At): Finding[] {
  const remedy = zone === undefined ? undefined : explainZone(zone);
  if (zone === undefined || remedy === undefined) return [];
  const suggestion = formatSuggestion(zone, Intl.supportedValuesOf('timeZone'));
  return [{ segments, received: zone, remedy: remedy + suggestion, code: 'wrong_value' }];
}

/** An IANA name, or `recipient`. */
export function checkZoneChoice(zone: string | undefined, segments: At): Finding[] {
  if (zone === 'recipient') return [];
  return checkZone(zone, segments).map((finding) => ({
    ...finding,
    remedy: `${finding.remedy} Or write recipient, for each person's own zone.`,
  }));
}

/** Local time if it has no offset. */
export function checkMoment(text: string, segments: At): Finding[] {
  const remedy = explainMoment(text);
  return remedy === undefined ? [] : [{ segments, received: text, remedy, code: 'wrong_value' }];
}

/** The same moment for all people. */
export function checkAbsoluteMoment(text: string | undefined, segments: At): Finding[] {
  if (text === undefined) return [];
  const findings = checkMoment(text, segments);
  if (findings.length > 0 || hasOffset(text)) return findings;
  const remedy =
    'This moment needs an offset: add a time with an offset or Z, such as 2026-12-24T18:00+01:00.';
  return [{ segments, received: text, remedy, code: 'wrong_value' }];
}

export function checkSchedule(schedule: AudienceSchedule, at: At): Finding[] {
  const fault = findScheduleFault(schedule);
  if (fault === undefined) return [];
  const { field, remedy } = fault;
  const received = schedule[field];
  const code = received === undefined ? 'missing' : 'wrong_value';
  return [{ segments: [...at, field], ...omitAbsent({ received }), remedy, code }];
}

/** All people enter a journey at one moment: a wait step delays each person to their local time. */
export function checkEntrySchedule(schedule: AudienceSchedule, at: At): Finding[] {
  const findings = checkSchedule(schedule, at);
  if (schedule.timeZone !== 'recipient' || findings.length > 0) return findings;
  const remedy =
    "All people enter a journey at the same moment: give a zone such as Europe/Rome, and use a wait step with untilTime for each person's local time.";
  return [{ segments: [...at, 'timeZone'], received: 'recipient', remedy, code: 'wrong_value' }];
}
