/** Why something was done or not: exactly one per decision. docs/reason-codes.md describes each. */

/**
 * - `done`: the action was taken.
 * - `refused`: the action was not taken: consent, address, template, value, age.
 * - `failed`: the call was made, or was about to be made, and did not succeed.
 * - `identity`: who the person is, and what the person stated.
 * - `held`: the message waits and is evaluated again later.
 * - `policy`: the contact policy refused the message.
 * - `journey`: why a person did not enter a journey, moved in it, or left it.
 * - `campaign`: why a campaign does not reach a person.
 */
export type ReasonFamily =
  | 'done'
  | 'refused'
  | 'failed'
  | 'identity'
  | 'held'
  | 'policy'
  | 'journey'
  | 'campaign';

/** The only list of codes. A new one does not compile without its text in cli/output/reason-words.ts. */
export const reasonFamilies = {
  sent_to_channel: 'done',
  done: 'done',
  no_consent: 'refused',
  unsubscribed: 'refused',
  consent_pending: 'refused',
  consent_unreadable: 'refused',
  not_pending: 'refused',
  suppressed_address: 'refused',
  no_address: 'refused',
  invalid_address: 'refused',
  tokens_refused: 'refused',
  devices_unavailable: 'failed',
  address_moved: 'refused',
  window_closed: 'refused',
  role_address: 'refused',
  disposable_address: 'refused',
  limit_reached: 'refused',
  event_too_old: 'refused',
  already_there: 'refused',
  template_missing: 'refused',
  invalid_value: 'refused',
  profile_limit_reached: 'refused',
  contract_breached: 'identity',
  expired: 'refused',
  too_many_parts: 'refused',
  country_not_allowed: 'refused',
  outcome_unknown: 'failed',
  render_failed: 'failed',
  content_unavailable: 'failed',
  provider_refused: 'failed',
  webhook_refused: 'failed',
  webhook_blocked: 'failed',
  secret_missing: 'failed',
  secret_denied: 'failed',
  secret_unreadable: 'failed',
  secret_refused: 'failed',
  identity_taken: 'identity',
  identity_ignored: 'identity',
  alias_not_applied: 'identity',
  user_id_unsigned: 'identity',
  account_unsigned: 'identity',
  weak_identity: 'identity',
  weak_identity_kept: 'identity',
  profiles_merged: 'identity',
  profiles_unmerged: 'identity',
  import_undone: 'identity',
  older_statement: 'identity',
  held_quiet_hours: 'held',
  held_by_cap: 'held',
  collecting: 'held',
  scheduled: 'held',
  held_by_breaker: 'held',
  held_by_warm_up: 'held',
  held_by_daily_limit: 'held',
  held_by_host: 'held',
  quiet_hours: 'policy',
  paused_by_person: 'policy',
  frequency_capped: 'policy',
  outranked: 'policy',
  control_group: 'policy',
  time_zone_unknown: 'policy',
  already_inside: 'journey',
  reentry_refused: 'journey',
  key_missing: 'journey',
  journey_closed: 'journey',
  journey_missing: 'journey',
  holdout: 'journey',
  completed: 'journey',
  converted: 'journey',
  credit_moved: 'journey',
  exited: 'journey',
  journey_stopped: 'journey',
  journey_archived: 'journey',
  dropped_on_resume: 'journey',
  removed_by_step_map: 'journey',
  left_journey: 'journey',
  not_in_audience: 'campaign',
  address_reached: 'campaign',
  campaign_cancelled: 'campaign',
  local_time_passed: 'campaign',
} as const satisfies Readonly<Record<string, ReasonFamily>>;

export type ReasonCode = keyof typeof reasonFamilies;

export const reasonCodes = Object.keys(reasonFamilies) as readonly ReasonCode[];

/** Codes of the family `held`. */
export type HoldReason = {
  [Code in ReasonCode]: (typeof reasonFamilies)[Code] extends 'held' ? Code : never;
}[ReasonCode];

/** The message is not refused: it is evaluated again later. Takes any text, because a newer version may have written it. */
export function isHoldReason(reason: string): reason is HoldReason {
  return Object.hasOwn(reasonFamilies, reason) && reasonFamilies[reason as ReasonCode] === 'held';
}
