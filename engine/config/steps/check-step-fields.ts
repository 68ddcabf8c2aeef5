/** Checks of a single step, besides its transitions: those that need more than a line. */

import type { WaitStep } from '../../model/documents/journey-document.ts';
import { explainPath } from '../check/check-paths.ts';
import { checkMoment, checkZoneChoice } from '../check/check-times.ts';
import type { Finding, PathSegment } from '../problems/problem.ts';

type At = readonly PathSegment[];

export function checkWait(step: WaitStep, at: At): Finding[] {
  if ('for' in step) return [];
  const zone = checkZoneChoice(step.timeZone, [...at, 'timeZone']);
  if ('until' in step) return [...checkMoment(step.until, [...at, 'until']), ...zone];
  return 'untilDate' in step ? [...checkDate(step, at), ...zone] : zone;
}

function checkDate(step: Extract<WaitStep, { untilDate: unknown }>, at: At): Finding[] {
  const { from, minus, plus } = step.untilDate;
  const findings: Finding[] = [];
  const remedy = explainPath(from) ?? explainDatePath(from);
  if (remedy !== undefined) {
    const segments = [...at, 'untilDate', 'from'];
    findings.push({ segments, received: from, remedy, code: 'invalid_path' });
  }
  if (minus !== undefined && plus !== undefined) {
    const both = 'Give "minus" or "plus", not both.';
    findings.push({
      segments: [...at, 'untilDate', 'plus'],
      received: plus,
      remedy: both,
      code: 'wrong_value',
    });
  }
  return findings;
}

const notDates = new Set(['profile.id', 'profile.userId', 'profile.segments', 'profile.consents']);
const notEventDates = new Set(['event.name', 'event.source', 'event.type']);

function explainDatePath(path: string): string | undefined {
  const head = path.split('.').slice(0, 2).join('.');
  if (!notDates.has(head) && !notEventDates.has(head)) return undefined;
  return `"${head}" is never a date: give a date, such as "profile.traits.renewal_date".`;
}

const tolerance = 1e-9;

export function checkPercentages(paths: readonly { readonly percent: number }[], at: At): Finding[] {
  const sum = paths.reduce((total, { percent }) => total + percent, 0);
  if (Math.abs(sum - 100) <= tolerance) return [];
  const received = Number(sum.toFixed(9));
  const remedy = `The percentages of a split must add up to 100; these add up to ${received}.`;
  return [{ segments: [...at, 'paths'], received, remedy, code: 'wrong_value' }];
}
