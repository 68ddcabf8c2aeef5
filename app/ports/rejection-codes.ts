/** Every code under which a rejected event or row is kept. */
import { touchpointProblems } from '../../engine/touchpoint/touchpoint-invalid-error.ts';

/** docs/touchpoints.md has the remedy for each. The type of the store's records: a code that is missing does not compile. */
export const rejectionCodes = [
  ...touchpointProblems,
  'message_id_reused',
  'profile_unknown',
  'profile_too_large',
  'profile_unstorable',
  'event_unreadable',
  'contract_rejected',
  'contract_quarantined',
  'row_rejected',
] as const;

export type RejectionCode = (typeof rejectionCodes)[number];
