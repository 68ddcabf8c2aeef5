/** Bulk messages: one thing for several people. Ours alone: what sources send arrives in EventBridge's envelope. */
import type { VisitProfiles } from '../../adapters/ports.ts';
import type { QueueRecord } from '../shared/sqs-batch.ts';
import type { Delivery } from './delivery.ts';

export function isVisit(body: object): body is VisitProfiles {
  return 'kind' in body && body.kind === 'VisitProfiles' && 'profileIds' in body && 'visit' in body;
}

/** One per person, all answered for by the one record: who was visited already refuses the repeat. */
export function listVisits(
  record: QueueRecord,
  { profileIds, visit, version }: VisitProfiles,
): readonly Delivery[] {
  const needs = version === undefined ? {} : { version };
  return profileIds.map((profileId) =>
    visit.kind === 'wake'
      ? { kind: 'wake', record, profileId, ...needs }
      : { kind: 'visit', record, profileId, visit, ...needs },
  );
}
