/** Formats moments and durations. */
import { DAY, HOUR, MINUTE } from '../../engine/base/time-units.ts';

/** Epoch ms → `2026-11-22 10:00:00` (UTC); without seconds when they are zero. */
export function formatMoment(at: number): string {
  const text = new Date(at).toISOString().slice(0, 19).replace('T', ' ');
  return text.endsWith(':00') ? text.slice(0, -3) : text;
}

const units = [
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
] as const;

/** `3 days`, `5 hours`, `less than a minute`. */
export function formatLength(milliseconds: number): string {
  for (const [unit, length] of units) {
    const count = Math.floor(milliseconds / length);
    if (count >= 1) return `${count.toLocaleString('en-US')} ${unit}${count === 1 ? '' : 's'}`;
  }
  return 'less than a minute';
}
