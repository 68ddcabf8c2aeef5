/** Checks sent messages by plain counting and Temporal's calendar, without the engine's code. */
import { Temporal } from 'temporal-polyfill';
import type { Weekday } from '../../engine/model/documents/document-base.ts';
import type { FrequencyCap, QuietWindow } from '../../engine/model/documents/policy-document.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import { DAY, findTemplate, HOUR, type Want } from './policy-story.ts';

/** Sliding windows of the stories, in milliseconds. */
export const lengths: Readonly<Record<string, number>> = {
  PT3H: 3 * HOUR,
  P1D: DAY,
  P3D: 3 * DAY,
  P7D: 7 * DAY,
};
const weekdays: readonly Weekday[] = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
];

type Contact = Pick<SendMessage, 'channel' | 'class' | 'topic'>;

/** What is wrong with the messages, in words; nothing when every window holds at most its limit. */
export function findBreaches(
  caps: readonly FrequencyCap[],
  sent: readonly SendMessage[],
  zone: string,
): readonly string[] {
  return caps.flatMap((cap) =>
    sent.flatMap((message, index) => {
      if (message.class === 'transactional' || !concerns(cap, message)) return [];
      // Of transactional messages only those count that were there when this one was let through.
      const others = sent.filter((other, place) => counts(cap, other) && place !== index && place < index);
      const later = sent.filter(
        (other, place) => counts(cap, other) && place > index && other.class === 'promotional',
      );
      const isCounted = counts(cap, message) ? 1 : 0;
      const inside = [...others, ...later].filter((other) => isBefore(cap, other, message, zone)).length;
      return inside + isCounted > cap.limit || (isCounted === 0 && inside >= cap.limit)
        ? [`${inside + isCounted} in ${JSON.stringify(cap)} at ${new Date(message.decidedAt).toISOString()}`]
        : [];
    }),
  );
}

/** The messages that are sent when each is requested at its moment and none waits: counted over everything ever sent. */
export function sendGreedily(
  caps: readonly FrequencyCap[],
  wants: readonly Want[],
  start: number,
  zone: string,
): readonly string[] {
  const sent: (Contact & { readonly decidedAt: number; readonly name: string })[] = [];
  for (const [index, want] of [...wants.entries()].sort(([, a], [, b]) => a.after - b.after)) {
    const contact = findTemplate(want.template);
    const message = { ...contact, decidedAt: start + want.after, name: `want-${index}` };
    const isFull = caps.some(
      (cap) =>
        concerns(cap, contact) &&
        sent.filter((other) => counts(cap, other) && isBefore(cap, other, message, zone)).length >= cap.limit,
    );
    if (contact.class === 'transactional' || !isFull) sent.push(message);
  }
  return sent.map(({ name }) => name);
}

/** By what clocks on the wall show: inside a window that started today or yesterday. */
export function isQuiet(windows: readonly QuietWindow[], channel: string, at: number, zone: string): boolean {
  const shown = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDateTime();
  return windows.some((window) => {
    if (window.channels !== undefined && !window.channels.some((one) => one === channel)) return false;
    return [0, 1].some((days) => {
      const day = shown.toPlainDate().subtract({ days });
      if (!startsOn(window, day)) return false;
      const isNextDay = window.to === '24:00' || window.to <= window.from;
      const end = (isNextDay ? day.add({ days: 1 }) : day).toPlainDateTime(
        window.to === '24:00' ? '00:00' : window.to,
      );
      const from = day.toPlainDateTime(window.from);
      return (
        Temporal.PlainDateTime.compare(shown, from) >= 0 && Temporal.PlainDateTime.compare(shown, end) < 0
      );
    });
  });
}

function startsOn({ weekdays: on, dates }: QuietWindow, day: Temporal.PlainDate): boolean {
  if (on === undefined && dates === undefined) return true;
  const weekday = weekdays[day.dayOfWeek - 1];
  if (weekday !== undefined && on?.includes(weekday)) return true;
  const text = day.toString();
  return dates?.some((date) => date === text || date === text.slice(5)) === true;
}

function concerns({ channels, topic }: FrequencyCap, contact: Contact): boolean {
  return (
    (channels === undefined || channels.includes(contact.channel)) &&
    (topic === undefined || topic === contact.topic)
  );
}

function counts(cap: FrequencyCap, contact: Contact): boolean {
  const { counts: what = 'promotional' } = cap;
  return (what === 'all' || what === contact.class) && concerns(cap, contact);
}

/** In the window that ends with `message`, or in the same calendar window. */
function isBefore(
  { within, per }: FrequencyCap,
  other: { readonly decidedAt: number },
  message: { readonly decidedAt: number },
  zone: string,
): boolean {
  const age = message.decidedAt - other.decidedAt;
  if (within !== undefined) return age >= 0 && age < (lengths[within] ?? 0);
  return nameWindow(per, message.decidedAt, zone) === nameWindow(per, other.decidedAt, zone);
}

function nameWindow(per: FrequencyCap['per'], at: number, zone: string): string {
  const date = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
  if (per === 'week') return `${date.yearOfWeek}/${date.weekOfYear}`;
  return per === 'month' ? date.toString().slice(0, 7) : date.toString();
}
