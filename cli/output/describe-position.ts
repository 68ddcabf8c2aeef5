/** Describes a person's journey positions and held messages. */

import type { HeldMessage } from '../../engine/model/held-message.ts';
import type { JourneyPosition } from '../../engine/model/journey-position.ts';
import { nameOrigin } from './describe-trace.ts';
import { formatMoment } from './format-moment.ts';
import { explainReason } from './reason-words.ts';

/** `in journey win-back at step wait-90 until 2027-02-20 10:00`. */
export function describePosition({ journey, key, step, until }: JourneyPosition): string {
  const instance = key === undefined ? '' : ` (${key})`;
  const end = until === undefined ? '' : `, until ${formatMoment(until)}`;
  return `in journey ${journey}${instance} at step ${step}${end}`;
}

export function describeHeld({
  template,
  origin,
  reason,
  until,
  deadline,
  isPaused,
}: HeldMessage & { readonly isPaused?: true }): string {
  if (isPaused) return `"${template}" (${nameOrigin(origin)}) waits because its journey is paused`;
  const limit = deadline > until ? `, ${formatMoment(deadline)} at the latest` : '';
  return `"${template}" (${nameOrigin(origin)}) waits until ${formatMoment(until)}${limit}: ${explainReason(reason)}`;
}
