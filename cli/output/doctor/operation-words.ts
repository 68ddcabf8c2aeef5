/** The findings about the stage itself in words. */
import type { FindingValues } from '../../../app/doctor/finding.ts';
import { formatMoment } from '../format-moment.ts';
import { formatCount } from '../format-table.ts';

const deploy = 'npx cdk deploy -c stage=STAGE -c sender=SENDER   # with the context of the stage';
const endpointExpected =
  'Over HTTPS and without a redirect (RFC 8058), POST of any link answers 2xx, and GET shows a page.';

export const operationWords = {
  events_ok: () => ({ found: 'Bounces, complaints, deliveries and rejections reach the event bus.' }),
  events_missing: ({ missing }: FindingValues) => ({
    found: `No enabled destination on the default event bus gets ${missing}.`,
    expected: 'Bounces and complaints suppress addresses, and every message has an outcome.',
    remedy: deploy,
  }),
  configuration_set_missing: () => ({
    found: 'The configuration set does not exist, so SES refuses every email of its class.',
    expected: 'The configuration set that the stack creates.',
    remedy: deploy,
  }),
  configuration_set_disabled: (_values: FindingValues, about: string) => ({
    found: 'Sending is disabled for the configuration set.',
    expected: 'Sending is enabled.',
    remedy: `aws sesv2 put-configuration-set-sending-options --configuration-set-name ${about} --sending-enabled`,
  }),
  unsubscribe_ok: ({ url }: FindingValues) => ({ found: `${url} answers GET and POST.` }),
  unsubscribe_url_missing: () => ({
    found: 'The stage has no public URL, so promotional email has no unsubscribe link and is not sent.',
    expected: endpointExpected,
    remedy: deploy,
  }),
  unsubscribe_not_https: ({ url }: FindingValues) => ({
    found: `Links begin with ${url}, which is not HTTPS, so mail providers do not post to them.`,
    expected: endpointExpected,
    remedy: deploy,
  }),
  unsubscribe_unreachable: ({ url, method, reason }: FindingValues) => ({
    found: `${method} does not reach ${url} (${reason}).`,
    expected: endpointExpected,
    remedy: `curl -i ${url}/u/test   # then see the logs of serve-preferences, and the DNS and certificate of the domain`,
  }),
  unsubscribe_refused: ({ url, method, status }: FindingValues) => ({
    found: `${url} answers ${method} with ${status}.`,
    expected: endpointExpected,
    remedy: `curl -i -X ${method} ${url}/u/test   # then see the logs of serve-preferences`,
  }),
  link_key_ok: () => ({ found: 'The key of links exists.' }),
  link_key_missing: () => ({
    found: 'There is no link key, so promotional email waits.',
    expected: 'publish-config creates it in its first minute.',
    remedy: 'percorso links rotate',
  }),
  alarms_ok: ({ target, confirmed }: FindingValues) => ({
    found: `Alarms notify ${target}, with ${formatCount(Number(confirmed), 'confirmed subscription')}.`,
  }),
  alarms_unconfirmed: ({ target, pending }: FindingValues) => ({
    found: `Alarms notify ${target}, and no one has confirmed a subscription to it${Number(pending) > 0 ? ` (${pending} not confirmed)` : ''}.`,
    expected: 'At least one confirmed subscription.',
    remedy: `aws sns subscribe --topic-arn ${target} --protocol email --notification-endpoint ADDRESS   # then open the link in the email that SNS sends`,
  }),
  alarms_topic_missing: ({ target }: FindingValues) => ({
    found: `Alarms notify ${target}, which does not exist.`,
    expected: 'An SNS topic of the region of the stage.',
    remedy: 'npx cdk deploy -c alarmTopicArn=ARN   # with the other context of the stage',
  }),
  alarms_unreadable: ({ target }: FindingValues) => ({
    found: `Alarms notify ${target}, which you may not read: whether anyone has subscribed is unknown.`,
    expected: 'Its owner allows sns:GetTopicAttributes.',
    remedy: `aws sns add-permission --topic-arn ${target} --label percorso-doctor --aws-account-id ACCOUNT --action-name GetTopicAttributes`,
  }),
  alarms_without_target: () => ({
    found: 'Alarms notify no one.',
    expected: 'An SNS topic that someone has subscribed to.',
    remedy: 'npx cdk deploy -c alarmTopicArn=ARN   # with the other context of the stage',
  }),
  alarms_skipped: () => ({ found: 'The local cloud has no alarms.' }),
  program_ok: ({ version, publishedAt }: FindingValues) => ({
    found: `Version ${version} is in force since ${formatMoment(Number(publishedAt))} UTC, and nothing waits.`,
  }),
  program_missing: () => ({
    found: 'Nothing is published.',
    expected: 'A program in force.',
    remedy: 'percorso push FILES --publish',
  }),
  program_refused: ({ version }: FindingValues) => ({
    found: `Version ${version} is in force, and publishing is refused.`,
    expected: 'The documents of the table are in force.',
    remedy: 'percorso status',
  }),
  program_outdated: ({ version, pending, staged }: FindingValues) => ({
    found: `Version ${version} is in force, and ${pending} changes are not (${staged} staged).`,
    expected:
      'What the campaign needs is in force. publish-config publishes edits in the table within a minute.',
    remedy: 'percorso publish',
  }),
  program_problems: ({ errors }: FindingValues) => ({
    found: `Documents have ${errors} errors, so their last valid versions are in force.`,
    expected: 'Documents without errors.',
    remedy: 'percorso status',
  }),
  dead_letters_ok: () => ({ found: 'All dead-letter queues are empty.' }),
  dead_letters_waiting: ({ waiting, queues, queue }: FindingValues) => ({
    found: `About ${waiting} records exhausted their retries: ${queues}.`,
    expected: 'Empty dead-letter queues.',
    remedy: `percorso dead-letters show ${queue}`,
  }),
  shared_ids_ok: ({ conflicts, days }: FindingValues) => ({
    found: `No id was stated by ten users (${formatCount(Number(conflicts), 'id')} of several users in ${days} days).`,
  }),
  shared_ids_crowded: ({ ids, days, kind, source }: FindingValues) => ({
    found: `Ten or more users stated the same id in the last ${days} days: ${formatCount(Number(ids), 'id')}, the newest of kind ${kind} from ${source}.`,
    expected: 'An id of one person. A shared device has a few users, a bot or a default value has many.',
    remedy:
      'percorso identity conflicts   # then let the source reset the id at sign-out, or list it in identity.kinds.KIND.never of the policy',
  }),
} as const;
