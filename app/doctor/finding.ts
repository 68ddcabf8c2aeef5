/** What a check of a stage found: a code, its state, and the values that the sentence about it needs. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';

/** `unknown`: it could not be checked. `skipped`: it has no meaning here. */
export type FindingState = 'ok' | 'warning' | 'failed' | 'unknown' | 'skipped';

/** Each code, the check that it belongs to, and its state. */
export const findingCodes = {
  identity_ok: ['identity', 'ok'],
  identity_missing: ['identity', 'failed'],
  identity_unverified: ['identity', 'failed'],
  senders_ok: ['senders', 'ok'],
  sender_not_allowed: ['senders', 'failed'],
  dkim_ok: ['dkim', 'ok'],
  dkim_address_only: ['dkim', 'failed'],
  dkim_disabled: ['dkim', 'failed'],
  dkim_unverified: ['dkim', 'failed'],
  dkim_key_short: ['dkim', 'warning'],
  dkim_records_ok: ['dkim-records', 'ok'],
  dkim_record_missing: ['dkim-records', 'failed'],
  dkim_record_wrong: ['dkim-records', 'failed'],
  dkim_record_short: ['dkim-records', 'warning'],
  mail_from_ok: ['mail-from', 'ok'],
  mail_from_default: ['mail-from', 'warning'],
  mail_from_unverified: ['mail-from', 'failed'],
  spf_ok: ['spf', 'ok'],
  spf_missing: ['spf', 'failed'],
  spf_multiple: ['spf', 'failed'],
  spf_without_ses: ['spf', 'failed'],
  spf_lookups_exceeded: ['spf', 'failed'],
  spf_include_broken: ['spf', 'failed'],
  spf_open: ['spf', 'failed'],
  dmarc_ok: ['dmarc', 'ok'],
  dmarc_missing: ['dmarc', 'failed'],
  dmarc_multiple: ['dmarc', 'failed'],
  dmarc_invalid: ['dmarc', 'failed'],
  dmarc_unaligned: ['dmarc', 'failed'],
  dmarc_none: ['dmarc', 'warning'],
  dns_unreachable: ['dns', 'unknown'],
  dns_skipped: ['dns', 'skipped'],
  production_ok: ['production', 'ok'],
  sandbox: ['production', 'failed'],
  sending_ok: ['sending', 'ok'],
  sending_disabled: ['sending', 'failed'],
  sending_under_review: ['sending', 'warning'],
  quota_ok: ['quota', 'ok'],
  quota_unplanned: ['quota', 'ok'],
  quota_exceeded: ['quota', 'failed'],
  quota_in_use: ['quota', 'warning'],
  rate_ok: ['rate', 'ok'],
  rate_spare: ['rate', 'ok'],
  rate_unpaced: ['rate', 'warning'],
  rate_exceeded: ['rate', 'failed'],
  rate_skipped: ['rate', 'skipped'],
  warm_up_ok: ['warm-up', 'ok'],
  warm_up_over: ['warm-up', 'ok'],
  warm_up_over_quota: ['warm-up', 'warning'],
  warm_up_slows: ['warm-up', 'warning'],
  originations_ok: ['originations', 'ok'],
  origination_missing: ['originations', 'failed'],
  origination_inactive: ['originations', 'failed'],
  origination_without_sms: ['originations', 'failed'],
  origination_foreign: ['originations', 'failed'],
  sender_id_elsewhere: ['originations', 'warning'],
  origination_one_way: ['originations', 'warning'],
  origination_replies_elsewhere: ['originations', 'warning'],
  whatsapp_ok: ['whatsapp', 'ok'],
  whatsapp_unlinked: ['whatsapp', 'failed'],
  reputation_ok: ['reputation', 'ok'],
  reputation_unmeasured: ['reputation', 'ok'],
  reputation_high: ['reputation', 'warning'],
  reputation_critical: ['reputation', 'failed'],
  price_ok: ['price', 'ok'],
  price_by_plan: ['price', 'warning'],
  suppression_ok: ['suppression', 'ok'],
  suppression_incomplete: ['suppression', 'failed'],
  events_ok: ['events', 'ok'],
  events_missing: ['events', 'failed'],
  configuration_set_missing: ['events', 'failed'],
  configuration_set_disabled: ['events', 'failed'],
  concurrency_ok: ['concurrency', 'ok'],
  concurrency_exceeded: ['concurrency', 'failed'],
  unsubscribe_ok: ['unsubscribe', 'ok'],
  unsubscribe_url_missing: ['unsubscribe', 'failed'],
  unsubscribe_not_https: ['unsubscribe', 'failed'],
  unsubscribe_unreachable: ['unsubscribe', 'failed'],
  unsubscribe_refused: ['unsubscribe', 'failed'],
  link_key_ok: ['link-key', 'ok'],
  link_key_missing: ['link-key', 'failed'],
  alarms_ok: ['alarms', 'ok'],
  alarms_without_target: ['alarms', 'failed'],
  alarms_unconfirmed: ['alarms', 'failed'],
  alarms_topic_missing: ['alarms', 'failed'],
  alarms_unreadable: ['alarms', 'unknown'],
  alarms_skipped: ['alarms', 'skipped'],
  program_ok: ['program', 'ok'],
  program_missing: ['program', 'failed'],
  program_refused: ['program', 'failed'],
  program_outdated: ['program', 'warning'],
  program_problems: ['program', 'failed'],
  dead_letters_ok: ['dead-letters', 'ok'],
  dead_letters_waiting: ['dead-letters', 'failed'],
  shared_ids_ok: ['shared-ids', 'ok'],
  shared_ids_crowded: ['shared-ids', 'warning'],
} as const satisfies Readonly<Record<string, readonly [check: string, state: FindingState]>>;

export type FindingCode = keyof typeof findingCodes;

/** Values by name, for the sentence: names, numbers, states of AWS. */
export type FindingValues = Readonly<Record<string, string | number>>;

export interface Finding {
  /** `identity`, `dkim`, `spf`, ... */
  readonly check: string;
  readonly state: FindingState;
  readonly code: FindingCode;
  /** The domain, identity or configuration set that was checked, where there may be several. */
  readonly about?: string;
  readonly values: FindingValues;
}

export function createFinding(
  code: FindingCode,
  { about, ...values }: { readonly about?: string } & FindingValues = {},
): Finding {
  const [check, state] = findingCodes[code];
  return { check, state, code, ...omitAbsent({ about }), values };
}
