/** When a schedule's runs start: once, or by a recurrence rule, in one zone or in each person's own. */
import { DAY, HOUR } from '../base/time-units.ts';
import { DocumentInvalidError } from '../model/document-invalid-error.ts';
import type { AudienceSchedule } from '../model/documents/document-base.ts';
import { parseMoment, toCivil } from '../time/calendar.ts';
import { formatLocal, fromLocal, hasOffset } from '../time/local-time.ts';
import { isZone, offsetAt } from '../time/zone-offset.ts';
import { expandRule } from './schedule-expand.ts';
import { isFault, type RecurrenceRule, readRule, type ScheduleFault } from './schedule-rule.ts';

export interface CompiledSchedule {
  /** Start of the first run strictly after a moment (both epoch ms); undefined = none is left. */
  next(after: number): number | undefined;
  /**
   * The first run that is not over at a moment. A published schedule begins with it: when the earliest zones have
   * already passed, `next` would miss the current run.
   */
  firstRun(from: number): number | undefined;
  /**
   * What clocks show at that run: `2026-12-24T18:00`, without offset. For `recipient` each person's message is due
   * at `parseLocalMoment(localTime(run), zone of the person)`.
   */
  localTime(run: number): string;
  /** When the run's time has come for all people: the run itself, or 26 hours later for `recipient`. */
  endsAt(run: number): number;
  /** Each person at their own local time. */
  readonly isByRecipient: boolean;
}

/** The clocks of the schedule in relation to UTC. */
interface Clock {
  /** Moment at which they show a time; may move forward (see fromLocal). */
  toMoment(shown: number): number;
  /** What they show at a moment. */
  toShown(at: number): number;
}

/** Kiritimati, the first to see a day, and Etc/GMT+12, the last. */
const firstOffset = 14 * HOUR;
const lastOffset = -12 * HOUR;

/** Throws DocumentInvalidError naming `document` and, below `path`, the field. */
export function compileSchedule(
  schedule: AudienceSchedule,
  path: string,
  document: string,
): CompiledSchedule {
  const read = readSchedule(schedule);
  if (isFault(read)) {
    throw new DocumentInvalidError(document, `${path}.${read.field}`, read.received, read.remedy);
  }
  return read;
}

/** The fault of a schedule; undefined if there is none. */
export function findScheduleFault(schedule: AudienceSchedule): ScheduleFault | undefined {
  if (schedule.at === 'now') return findNowFault(schedule);
  const read = readSchedule(schedule);
  return isFault(read) ? read : undefined;
}

function readSchedule(schedule: AudienceSchedule): CompiledSchedule | ScheduleFault {
  const { at, repeat, timeZone } = schedule;
  const isByRecipient = timeZone === 'recipient';
  const written = parseMoment(at);
  const fault = findTimeFault(schedule, written);
  if (fault !== undefined || written === undefined) return fault ?? describeMoment(at);

  const clock = makeClock(schedule, written);
  const start = hasOffset(at) ? clock.toShown(written) : written;
  const rule = repeat === undefined ? undefined : readRule(repeat);
  if (rule !== undefined) {
    if (isFault(rule)) return rule;
    const wrong = findRuleFault(rule, schedule, start, clock);
    if (wrong !== undefined) return wrong;
  }
  const list = listOccurrences(rule, start, clock);
  const length = isByRecipient ? firstOffset - lastOffset : 0;
  return {
    next: (after) => findNext(list, clock, after),
    firstRun: (from) => findNext(list, clock, from - length - 1),
    localTime: (run) => formatLocal(clock.toShown(run)),
    endsAt: (run) => run + length,
    isByRecipient,
  };
}

/** It is resolved when it is published: see resolve-schedule.ts. */
function findNowFault({ repeat, timeZone }: AudienceSchedule): ScheduleFault | undefined {
  const remedy = 'Take it out: "at: now" is one run, at the moment of publishing, for all people at once.';
  if (repeat !== undefined) return { field: 'repeat', received: repeat, remedy };
  return timeZone === undefined ? undefined : { field: 'timeZone', received: timeZone, remedy };
}

function findTimeFault(
  { at, timeZone }: AudienceSchedule,
  moment: number | undefined,
): ScheduleFault | undefined {
  if (moment === undefined || !/\d[Tt ]\d/.test(at)) return describeMoment(at);
  if (timeZone === undefined) {
    if (hasOffset(at)) return undefined;
    const remedy =
      'Add timeZone: an IANA name such as Europe/Rome, or recipient; or give the moment an offset.';
    return { field: 'timeZone', received: 'nothing', remedy };
  }
  if (timeZone !== 'recipient') {
    const remedy = 'Use an IANA name such as Europe/Rome, or recipient for the local time of each person.';
    return isZone(timeZone) ? undefined : { field: 'timeZone', received: timeZone, remedy };
  }
  const remedy = 'Leave out the offset: with timeZone recipient it is the local time of each person.';
  return hasOffset(at) ? { field: 'at', received: at, remedy } : undefined;
}

function describeMoment(at: string): ScheduleFault {
  return { field: 'at', received: at, remedy: 'Write date and time as 2026-12-24T18:00, or now.' };
}

function makeClock({ at, timeZone }: AudienceSchedule, written: number): Clock {
  if (timeZone === 'recipient') return makeFixedClock(firstOffset);
  if (timeZone === undefined) {
    // The same moment without its offset is what clocks at that offset show.
    const shown = parseMoment(at.replace(/\s?(?:[Zz]|[+-]\d\d(?::?\d\d)?)$/, ''));
    return makeFixedClock((shown ?? written) - written);
  }
  return {
    toMoment: (shown) => fromLocal(toCivil(shown), timeZone),
    toShown: (moment) => moment + offsetAt(moment, timeZone),
  };
}

function makeFixedClock(offset: number): Clock {
  return { toMoment: (shown) => shown - offset, toShown: (moment) => moment + offset };
}

/** RFC 5545 does not define a first occurrence that does not follow the rule; it is refused here. */
function findRuleFault(
  rule: RecurrenceRule,
  { at, repeat = '', timeZone }: AudienceSchedule,
  start: number,
  clock: Clock,
): ScheduleFault | undefined {
  if (rule.until?.isUtc === true && timeZone === 'recipient') {
    const remedy = 'Write UNTIL without Z: with timeZone recipient it is the local time of each person.';
    return { field: 'repeat', received: repeat, remedy };
  }
  const [first] = expandRule(rule, start, start);
  if (first === undefined || isOver(rule, first, clock)) {
    const remedy = `Nothing follows ${at} by this rule: check UNTIL and that its days exist.`;
    return { field: 'repeat', received: repeat, remedy };
  }
  if (first === start) return undefined;
  const remedy = `"at" is the first occurrence but does not follow "repeat": write ${formatLocal(first)}, or change the rule.`;
  return { field: 'at', received: at, remedy };
}

function isOver(rule: RecurrenceRule, shown: number, clock: Clock): boolean {
  return rule.until?.isUtc === true && clock.toMoment(shown) > rule.until.at;
}

/** Occurrences on the clock face from a time on, ascending. */
type Listing = (from: number) => Iterable<number>;

function listOccurrences(rule: RecurrenceRule | undefined, start: number, clock: Clock): Listing {
  if (rule === undefined) return (from) => (start >= from ? [start] : []);
  if (rule.count === undefined) {
    return (from) => expandUntil(rule, start, from, clock);
  }
  const { count } = rule;
  let all: readonly number[] | undefined;
  return (from) => {
    // COUNT needs all of them, at most 10,000: computed on first use.
    all ??= listFirst(expandRule(rule, start, start), count);
    return all.filter((shown) => shown >= from);
  };
}

function listFirst(occurrences: Iterable<number>, count: number): number[] {
  const taken: number[] = [];
  for (const shown of occurrences) {
    if (taken.push(shown) === count) break;
  }
  return taken;
}

function* expandUntil(rule: RecurrenceRule, start: number, from: number, clock: Clock): Generator<number> {
  for (const shown of expandRule(rule, start, from)) {
    if (isOver(rule, shown, clock)) return;
    yield shown;
  }
}

/** A skipped time moves forward, past occurrences that come after it on the clock face: the earliest moment wins. */
function findNext(list: Listing, clock: Clock, after: number): number | undefined {
  let best: number | undefined;
  for (const shown of list(clock.toShown(after) - DAY)) {
    const at = clock.toMoment(shown);
    if (best !== undefined && shown > clock.toShown(best)) break;
    if (at > after && (best === undefined || at < best)) best = at;
  }
  return best;
}
