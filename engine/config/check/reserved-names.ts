/** Names of events that documents may not give to events of their own. */
import { outcomeNames } from '../../model/outcome-names.ts';
import { deviceEvents } from '../../touchpoint/read-device.ts';
import type { Finding, PathSegment } from '../problems/problem.ts';

/** Of events that Percorso says itself with source `percorso`, or gives a meaning to. */
export const reservedNames: ReadonlySet<string> = new Set([
  ...Object.values(outcomeNames),
  ...Object.values(deviceEvents),
  ...['Message Suppressed', 'Message Replied', 'Push Notification Tapped'],
  ...['Consent Stated', 'Consent Changed', 'Preferences Link Requested', 'Preferences Link Not Sent'],
  ...['Segment Entered', 'Segment Left', 'Journey Entered', 'Journey Left', 'Campaign Reached'],
  ...['Profile Merged', 'Profile Unmerged', 'Group Left', 'Import Undone'],
  ...['Address Suppressed', 'Address Released', 'Webhook Failed'],
]);

/** `segments`: the place of the name. A subscriber could not distinguish the event from Percorso's own. */
export function checkEmitted(event: string, segments: readonly PathSegment[]): readonly Finding[] {
  if (!reservedNames.has(event)) return [];
  const remedy =
    'Percorso emits or reads this event itself, with other fields (docs/touchpoints.md). Use another name, such as "VIP Reached".';
  return [{ segments, received: event, remedy, code: 'wrong_value' }];
}
