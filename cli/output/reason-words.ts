/** The reason codes in words. */
import type { ReasonCode } from '../../engine/model/reason-codes.ts';

const reasonWords: Readonly<Record<ReasonCode, string>> = {
  sent_to_channel: 'handed to the channel',
  done: 'done',
  no_consent: 'no consent was given',
  unsubscribed: 'consent was refused or withdrawn, by the person or for the address',
  consent_pending: 'the person has not confirmed the consent yet',
  consent_unreadable:
    'the value is neither a yes nor a no, promotional messages stop until another statement',
  not_pending: 'no consent waits for this confirmation any more',
  suppressed_address: 'the address is suppressed, because of a failure, a complaint or an operator',
  no_address: 'there is no address for the channel',
  invalid_address: 'the address is not valid',
  tokens_refused: 'the push service refused the token of each device',
  devices_unavailable: 'no push service reached the other devices in time',
  role_address: 'the address belongs to a role, such as abuse or noreply',
  disposable_address: 'the address is of a disposable mailbox',
  limit_reached: 'the limit is reached',
  event_too_old: 'it happened too long ago to trigger anything',
  already_there: 'the person was there before the definition was published',
  template_missing: 'the template is not live',
  invalid_value: 'a value was refused',
  profile_limit_reached: 'the profile is full',
  expired: 'it expired before it could be sent',
  outcome_unknown: 'the answer of the provider was lost',
  render_failed: 'the template failed',
  content_unavailable: 'content of another system could not be read',
  too_many_parts: 'the text has more parts than the policy allows',
  provider_refused: 'the provider refused it',
  webhook_refused: 'the other system refused it',
  webhook_blocked: 'no call was made, because the address or a header is not allowed',
  secret_missing: 'a secret that the call needs has no value',
  secret_denied: 'reading a secret that the call needs was refused',
  secret_unreadable: 'a secret that the call needs could not be read',
  secret_refused: 'the other system refused the secret, and the call waits for the right one',
  identity_taken: 'the id belongs to another profile',
  alias_not_applied: 'aliases do not merge profiles',
  weak_identity: 'not kept, only an email, a phone or an external id names the person',
  weak_identity_kept: 'kept, only an email, a phone or an external id names the person',
  older_statement: 'a later statement is in force',
  held_quiet_hours: 'quiet hours, it is evaluated again when they end',
  held_by_cap: 'a cap is full, it waits until the cap allows it',
  collecting: 'messages are being collected, the ones with the highest priority will be sent',
  scheduled: 'it is sent at the local time',
  held_by_breaker: 'promotional email from the sending domain is paused',
  held_by_daily_limit: 'the ceiling of promotional text messages for this day is reached',
  held_by_host: 'the other system does not answer',
  held_by_warm_up: 'the daily ceiling of a sending domain that is warmed up is reached',
  quiet_hours: 'quiet hours, and it may not be held until they end',
  paused_by_person: 'the person wants no promotional messages until a date',
  frequency_capped: 'a cap is full',
  outranked: 'other messages had a higher priority',
  control_group: 'the person is in the global control group, which receives no promotional messages',
  time_zone_unknown: 'the time zone of the person is not known',
  already_inside: 'the person is in it already',
  reentry_refused: 'the person may not enter again, or not yet',
  key_missing: 'the event has no value for the key of the journey',
  journey_closed: 'the journey is paused, stopped or archived',
  journey_missing: 'that journey is not live',
  holdout: 'the person is in the holdout group',
  completed: 'it reached its end',
  converted: 'the goal was reached',
  credit_moved: 'an earlier event arrived later, and its messages share the credit again',
  exited: 'an exit condition of the journey was met',
  journey_stopped: 'the journey was stopped',
  journey_archived: 'the journey was archived',
  dropped_on_resume: 'its wait came due while the journey was paused',
  removed_by_step_map: 'the step map of a new version removes people at this step',
  window_closed: 'the person has not written in the last day, and the template has no other content',
  left_journey: 'the person had left the journey',
  address_moved: 'the person no longer has the device',
  address_reached: 'another profile with this address got it',
  not_in_audience: 'the person is not in the segment any more',
  campaign_cancelled: 'the campaign was cancelled',
  local_time_passed: 'its local time had already passed for the person',
};

/** With the code, for docs/reason-codes.md. Newer functions may know codes that this command does not. */
export function explainReason(reason: string): string {
  const words = findReasonWords(reason);
  return words === undefined ? reason : `${words} (${reason})`;
}

/** Without the code; undefined for a code that this command does not know. */
export function findReasonWords(reason: string): string | undefined {
  return Object.hasOwn(reasonWords, reason) ? reasonWords[reason as ReasonCode] : undefined;
}
