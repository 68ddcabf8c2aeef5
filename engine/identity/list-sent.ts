/** The messages of rules and campaigns that a profile has sent, from its timeline, each named by what caused it. */

import type { HeldMessage } from '../model/held-message.ts';
import { isHoldReason } from '../model/reason-codes.ts';
import { isTouchpointEntry, type TimelineEntry } from '../model/timeline-entry.ts';

/** Of one touchpoint, or one run of a campaign. */
export function nameMessage({
  origin,
  cause,
  template,
}: Pick<HeldMessage, 'origin' | 'cause' | 'template'>): string {
  return `${origin}\n${cause}\n${template}`;
}

/** Names of `nameMessage`. One that was held before has its cause in the entry that held it. `entries`: oldest first. */
export function listSent(entries: readonly TimelineEntry[]): ReadonlySet<string> {
  const sent = new Set<string>();
  const causes = new Map<string, string>();
  for (const entry of entries) {
    const id = readCause(entry);
    for (const { origin, action, reason, effectId = '', note = '' } of entry.traces) {
      if (action !== 'send' || !/^(?:rule|campaign):/.test(origin)) continue;
      if (isHoldReason(reason) && effectId !== '' && !causes.has(effectId)) causes.set(effectId, id);
      const cause = causes.get(effectId) ?? id;
      const [template = ''] = note.split(':');
      if (reason === 'sent_to_channel') sent.add(nameMessage({ origin, cause, template }));
    }
  }
  return sent;
}

/** The turn's id: entries of turns without a touchpoint have the version behind it. */
function readCause(entry: TimelineEntry): string {
  return isTouchpointEntry(entry) ? entry.touchpointId : entry.touchpointId.replace(/@\d+$/, '');
}
