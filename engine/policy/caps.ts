/** One frequency cap: what it counts, since when, and when it allows the next message. */
import { omitAbsent } from '../base/omit-absent.ts';
import { HOUR } from '../base/time-units.ts';
import type { FrequencyCap } from '../model/documents/policy-document.ts';
import type { ContactEntry } from '../model/held-message.ts';
import type { CapState } from '../model/timeline-entry.ts';
import {
  firstMomentShiftedTo,
  type ParsedDuration,
  parseDuration,
  shiftByDuration,
} from '../time/duration.ts';
import {
  nextLocalDay,
  nextLocalMonth,
  nextLocalWeek,
  startOfLocalDay,
  startOfLocalMonth,
  startOfLocalWeek,
} from '../time/local-time.ts';
import type { Contact } from './admit.ts';

export interface CompiledCap {
  readonly limit: number;
  /** As published, with its origin. */
  readonly source: Omit<CapState, 'used'>;
  /** Whether a promotional message is held against it. */
  concerns(contact: Contact): boolean;
  /** Whether what went out counts towards its limit. */
  counts(contact: Contact): boolean;
  /** Contacts later than this (epoch ms) are in the window that `at` is in; `zone` is called by calendar windows only. */
  countsAfter(at: number, zone: () => string): number;
  /** From when (epoch ms) a contact of `at` is not in the window any more. */
  frees(at: number, zone: () => string): number;
  /** Contacts at or before this cannot count from `now` on, in any zone of the person. */
  forgetsUntil(now: number): number;
}

/**
 * Clocks of two workers may differ, and zones differ by up to 26 hours; keeping contacts a little longer costs some
 * bytes.
 */
const clockMargin = HOUR / 6;
const zoneMargin = 27 * HOUR;

const calendar = {
  day: { start: startOfLocalDay, next: nextLocalDay, days: 1 },
  week: { start: startOfLocalWeek, next: nextLocalWeek, days: 7 },
  month: { start: startOfLocalMonth, next: nextLocalMonth, days: 31 },
};

/** Undefined when it has no window. */
export function compileCap(
  cap: FrequencyCap,
  origin: Pick<CapState, 'policy' | 'frequency'>,
): CompiledCap | undefined {
  const { limit, counts = 'promotional', channels, topic } = cap;
  const concerns = (contact: Contact) =>
    (channels === undefined || channels.includes(contact.channel)) &&
    (topic === undefined || topic === contact.topic);
  const common = {
    limit,
    source: { ...origin, ...cap },
    concerns,
    counts: (contact: Contact) => (counts === 'all' || counts === contact.class) && concerns(contact),
  };
  if (cap.per !== undefined) return { ...common, ...makeCalendarWindow(cap.per) };
  const within = cap.within === undefined ? undefined : parseDuration(cap.within);
  return within === undefined ? undefined : { ...common, ...makeSlidingWindow(within) };
}

/** How many of `contacts` are in the window that `at` is in. */
export function countContacts(
  cap: CompiledCap,
  contacts: readonly ContactEntry[],
  at: number,
  zone: () => string,
): number {
  const after = cap.countsAfter(at, zone);
  let count = 0;
  for (const entry of contacts) if (entry[0] > after && cap.counts(toContact(entry))) count++;
  return count;
}

/** When (epoch ms) enough of `contacts` have left the window for one more; undefined = one is allowed now. */
export function findNextAllowed(
  cap: CompiledCap,
  contacts: readonly ContactEntry[],
  at: number,
  zone: () => string,
): number | undefined {
  const after = cap.countsAfter(at, zone);
  const counted = contacts.filter((entry) => entry[0] > after && cap.counts(toContact(entry)));
  // The oldest of the newest `limit` has to leave the window.
  const last = counted[counted.length - cap.limit];
  return last === undefined ? undefined : cap.frees(last[0], zone);
}

export function toContact([, channel, messageClass, topic]: ContactEntry): Contact {
  return { channel, class: messageClass, ...omitAbsent({ topic: topic === '' ? undefined : topic }) };
}

function makeSlidingWindow(
  within: ParsedDuration,
): Pick<CompiledCap, 'countsAfter' | 'frees' | 'forgetsUntil'> {
  return {
    countsAfter: (at) => shiftByDuration(at, within, -1),
    frees: (at) => firstMomentShiftedTo(at, within, -1),
    forgetsUntil: (now) => shiftByDuration(now, within, -1) - clockMargin,
  };
}

function makeCalendarWindow(
  per: NonNullable<FrequencyCap['per']>,
): Pick<CompiledCap, 'countsAfter' | 'frees' | 'forgetsUntil'> {
  const { start, next, days } = calendar[per];
  return {
    countsAfter: (at, zone) => start(at, zone()) - 1,
    frees: (at, zone) => next(at, zone()),
    forgetsUntil: (now) => now - days * 24 * HOUR - zoneMargin,
  };
}
