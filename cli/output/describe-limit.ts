/** What limits a message, in words: the cap and how much of it was used, and until when. */
import type { CapState, MessageLimit } from '../../engine/model/timeline-entry.ts';
import { formatMoment } from './format-moment.ts';
import { explainReason } from './reason-words.ts';

/** The reason with its code, the cap and the moment. `reason`: of a decision, or of the sender. */
export function explainLimit(reason: string, { until, cap, isListed }: MessageLimit = {}): string {
  const parts = [
    cap === undefined ? undefined : describeUsedCap(cap),
    isListed ? "the address is on the provider's opt-out list" : undefined,
    until === undefined ? undefined : `${untilWords[reason] ?? 'until'} ${formatMoment(until)}`,
  ].filter((part) => part !== undefined);
  return [explainReason(reason), ...parts].join('; ');
}

const untilWords: Readonly<Record<string, string>> = {
  frequency_capped: 'it allows the next message',
  outranked: 'it allows the next message',
  quiet_hours: 'they do not end before',
};

/** `1 per week on email, topic news, counting promotional`. */
export function describeCap(cap: Omit<CapState, 'used' | 'policy'>): string {
  const { frequency, channels, topic, counts = 'promotional' } = cap;
  const on = channels === undefined ? '' : ` on ${channels.join(', ')}`;
  const chosen = frequency === undefined ? '' : `, chosen by the person (contact_frequency ${frequency})`;
  return `${cap.limit} ${nameWindow(cap)}${on}${topic === undefined ? '' : `, topic ${topic}`}, counting ${counts}${chosen}`;
}

/** `2 of 2 per week used, by the cap "2 per week, counting promotional" of the policy contact`. */
function describeUsedCap(cap: CapState): string {
  const { used, limit, policy, frequency } = cap;
  const owner = frequency === undefined ? ` of the policy ${policy}` : '';
  return `${used} of ${limit} used, by the cap "${describeCap(cap)}"${owner}`;
}

function nameWindow({ per, within }: Pick<CapState, 'per' | 'within'>): string {
  return per === undefined ? `within ${within}` : `per ${per}`;
}
