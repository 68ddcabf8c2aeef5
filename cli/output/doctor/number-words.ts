/** The findings about the originations of SMS and the WhatsApp number in words. */
import type { FindingValues } from '../../../app/doctor/finding.ts';
import { formatCount } from '../format-table.ts';

const describe = 'aws pinpoint-sms-voice-v2';

export const numberWords = {
  originations_ok: ({ count }: FindingValues) => ({
    found: `The account has ${formatCount(Number(count), 'origination')} of SMS, active.`,
  }),
  origination_missing: () => ({
    found: 'The account has no such origination in this region, so its messages wait.',
    expected:
      'Each origination of the context and of sms.originations is a number, pool or sender id of the account.',
    remedy: `${describe} describe-phone-numbers   # also describe-sender-ids and describe-pools; then correct the policy or the context`,
  }),
  origination_inactive: ({ status }: FindingValues, about: string) => ({
    found: `Its status is ${status}: it sends nothing.`,
    expected: 'The status ACTIVE.',
    remedy: `${describe} describe-registrations   # what ${about} still needs`,
  }),
  origination_without_sms: () => ({
    found: 'The number has no capability for SMS: it can only make calls.',
    expected: 'A number with the capability SMS.',
    remedy: `${describe} request-phone-number --number-capabilities SMS   # with country, type and message type; then correct the policy or the context`,
  }),
  origination_foreign: ({ country, own }: FindingValues) => ({
    found: `It is a number of ${own}, and ${country} accepts SMS from its own numbers alone.`,
    expected: `A number of ${country} in sms.originations.${country}.`,
    remedy: `${describe} request-phone-number --iso-country-code ${country} --number-capabilities SMS   # with type and message type`,
  }),
  sender_id_elsewhere: ({ country, countries }: FindingValues, about: string) => ({
    found: `The account has this sender id for ${countries}, and not for ${country}.`,
    expected: `The sender id exists for ${country}.`,
    remedy: `${describe} request-sender-id --sender-id ${about} --iso-country-code ${country}`,
  }),
  origination_one_way: ({ topic }: FindingValues, about: string) => ({
    found: 'Two-way messages are off, so the stage does not receive STOP and other replies to it.',
    expected: 'Two-way messages are on, because the stage receives SMS (smsInbound).',
    remedy: describeTwoWay(about, topic),
  }),
  origination_replies_elsewhere: ({ topic, found }: FindingValues, about: string) => ({
    found: `What people reply is published to ${found}, which is not the topic of the stage.`,
    expected: `The topic is ${topic}.`,
    remedy: describeTwoWay(about, topic),
  }),
  whatsapp_ok: () => ({ found: 'The number is linked to an account of WhatsApp Business.' }),
  whatsapp_unlinked: () => ({
    found:
      'End User Messaging Social has no such number in this account and region: each WhatsApp message waits.',
    expected: 'The number of the context "whatsapp" is linked.',
    remedy:
      'aws socialmessaging list-linked-whatsapp-business-accounts   # then get-linked-whatsapp-business-account shows the ids of its numbers',
  }),
};

function describeTwoWay(about: string, topic: string | number | undefined): string {
  return about.startsWith('pool-')
    ? `${describe} update-pool --pool-id ${about} --two-way-enabled --two-way-channel-arn ${topic}`
    : `${describe} update-phone-number --phone-number-id ID --two-way-enabled --two-way-channel-arn ${topic}`;
}
