/** Quiet hours: local windows in which no promotional message is sent. */

import { DAY } from '../base/time-units.ts';
import type { Channel } from '../model/channels.ts';
import type { Weekday } from '../model/documents/document-base.ts';
import type { QuietWindow } from '../model/documents/policy-document.ts';
import { parseTimeOfDay, weekdays } from '../time/local-time.ts';
import { findFirstShown, findLastShown, findShownDay, formatDay } from './shown-time.ts';

export interface CompiledQuietWindow {
  /** Milliseconds since midnight. */
  readonly from: number;
  /** Since midnight of the day it starts: past 24 h on the next day. */
  readonly to: number;
  readonly isOn: (channel: Channel) => boolean;
  /** Whether it starts on that day (days since 1970). */
  readonly startsOn: (day: number) => boolean;
}

/** Days of a leap year, and a few windows a day. */
const maxAdjoining = 4 * 366;

/** Undefined when its times cannot be read. */
export function compileQuietWindow(window: QuietWindow): CompiledQuietWindow | undefined {
  const from = parseTimeOfDay(window.from);
  const to = parseTimeOfDay(window.to);
  if (from === undefined || to === undefined) return undefined;
  const { channels, weekdays: on, dates } = window;
  return {
    from,
    to: to > from ? to : to + DAY,
    isOn: (channel) => channels === undefined || channels.includes(channel),
    startsOn: (day) => {
      if (on === undefined && dates === undefined) return true;
      if (on?.includes(findWeekday(day))) return true;
      return dates !== undefined && formatDay(day).some((date) => dates.includes(date));
    },
  };
}

/**
 * When (epoch ms) the quiet hours that `at` is in are over, windows that adjoin taken as one; undefined = it is not
 * quiet. A window begins when clocks first show its start and ends when they last show its end, so an hour that occurs
 * twice is quiet both times. Searches no further than `limit` (epoch ms): an end after it may be too early; Infinity =
 * they never end.
 */
export function findQuietEnd(
  windows: readonly CompiledQuietWindow[],
  channel: Channel,
  at: number,
  zone: string,
  limit: number,
): number | undefined {
  const concerned = windows.filter((window) => window.isOn(channel));
  // The first window counts also past the limit: a late message must not be sent at night.
  let end = findLatestEnd(concerned, at, zone);
  for (let adjoining = 0; end !== undefined && end <= limit; adjoining++) {
    const next = findLatestEnd(concerned, end, zone);
    if (next === undefined) break;
    // If windows adjoin on every day of a year, quiet hours never end.
    if (adjoining === maxAdjoining) return Number.POSITIVE_INFINITY;
    end = next;
  }
  return end;
}

/** Of the windows that `at` is in, the one that ends last. */
function findLatestEnd(
  windows: readonly CompiledQuietWindow[],
  at: number,
  zone: string,
): number | undefined {
  let latest: number | undefined;
  if (windows.length === 0) return undefined;
  const today = findShownDay(at, zone);
  for (const window of windows) {
    for (const day of [today - 1, today]) {
      if (!window.startsOn(day) || findFirstShown(day, window.from, zone) > at) continue;
      const end = findLastShown(day, window.to, zone);
      if (end > at && (latest === undefined || end > latest)) latest = end;
    }
  }
  return latest;
}

/** 1970-01-01 was a Thursday. */
function findWeekday(day: number): Weekday {
  return weekdays[(((day + 3) % 7) + 7) % 7] ?? 'monday';
}
