/** Every setting of a deployment: its meaning, an example, how it is read, and its default. */

import { type AwsSourceSettings, awsSourceFields } from './aws-source-settings.ts';
import { type ContextField, choice, type FieldReading, flag, match, wholeNumber } from './read-setting.ts';
import { type SendingSettings, sendingFields } from './sending-settings.ts';
import { type SmsSettings, smsFields } from './sms-settings.ts';
import { type WarehouseSettings, warehouseFields } from './warehouse-settings.ts';
import { type WhatsAppSettings, whatsAppFields } from './whatsapp-settings.ts';

export interface Settings
  extends SendingSettings,
    SmsSettings,
    WhatsAppSettings,
    AwsSourceSettings,
    WarehouseSettings {
  readonly stage: string;
  readonly sender: string;
  readonly senders: readonly string[];
  readonly createIdentity: boolean;
  readonly sandboxRecipients: readonly string[];
  readonly emailTls: 'require' | 'optional';
  readonly emailPool: string;
  readonly emailTransactionalPool: string;
  readonly emailTenant: string;
  readonly pinpointApplicationId: string;
  readonly publicUrl: string;
  readonly unsubscribeMailbox: string;
  readonly receiptRuleSet: string;
  readonly createPinpointApplication: boolean;
  readonly profileConcurrency: number;
  readonly bulkConcurrency: number;
  readonly fanOutConcurrency: number;
  readonly scanSegments: number;
  readonly webhookConcurrency: number;
  readonly wakeShards: number;
  readonly partnerSources: readonly string[];
  readonly preferences: boolean;
  readonly preferencesConcurrency: number;
  readonly httpApi: boolean;
  readonly httpApiConcurrency: number;
  readonly profileApi: boolean;
  readonly profileApiConcurrency: number;
  readonly lookDays: number;
  readonly lake: boolean;
  readonly lakeDays: number;
  readonly linkDomain: string;
  readonly linkCertificateArn: string;
  readonly timelineDays: number;
  readonly anonymousDays: number;
  readonly archiveDays: number;
  readonly rejectedDays: number;
  readonly logDays: number;
  readonly removal: 'retain' | 'destroy';
  readonly alarms: boolean;
  readonly alarmTopicArn: string;
  readonly dashboard: boolean;
}

const addressPattern = String.raw`[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>".]+`;

/** CloudWatch Logs accepts only these retentions. */
const logRetentions = ['1', '3', '5', '7', '14', '30', '60', '90', '120', '150', '180', '365', '400', '731'];

export const contextFields: { readonly [Name in keyof Settings]: ContextField<Settings[Name]> } = {
  stage: {
    meaning: 'the name of this environment; part of every resource name',
    example: 'prod',
    read: match(/^[a-z][a-z0-9-]{0,19}$/, 'must be 1 to 20 lower-case letters, digits or hyphens'),
  },
  sender: {
    meaning: 'the sender address of email; the address or its domain must be verified in SES',
    example: 'hello@example.com',
    read: match(
      new RegExp(`^(?:[^<>"\\n]+ <${addressPattern}>|${addressPattern})$`),
      'must be an email address, optionally with a display name',
    ),
  },
  senders: {
    meaning: 'further senders that templates may name in "from": verified addresses or domains',
    example: 'news@example.com,example.org',
    fallback: [],
    read: (text) => {
      const identities = text.split(',').map((part) => part.trim());
      return identities.every((identity) =>
        /^(?:[^\s@*<>"]+@)?[^\s@*<>".]+(?:\.[^\s@*<>".]+)+$/.test(identity),
      )
        ? { value: identities }
        : { problem: 'must be comma-separated email addresses or domains' };
    },
  },
  createIdentity: flag('create the SES identity of the sender in this stack', false),
  sandboxRecipients: {
    meaning: 'verified recipients, while the account is in the SES sandbox',
    example: 'me@example.com,you@example.com',
    fallback: [],
    read: (text) => {
      const addresses = text.split(',').map((part) => part.trim());
      const wrong = addresses.filter((address) => !/^[^\s@]+@[^\s@]+$/.test(address));
      return wrong.length > 0 ? { problem: 'must be comma-separated email addresses' } : { value: addresses };
    },
  },
  emailTls: choice(
    'whether email is sent unencrypted to receiving servers without TLS',
    ['require', 'optional'],
    'require',
  ),
  emailPool: sesName('an existing dedicated IP pool for promotional email', 'marketing'),
  emailTransactionalPool: sesName('an existing dedicated IP pool for transactional email', 'transactional'),
  emailTenant: sesName('an existing SES tenant that sends the email of this stage', 'shop'),
  ...smsFields,
  pinpointApplicationId: {
    meaning: 'an existing Pinpoint application, for push and for sms=pinpoint',
    example: 'a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6',
    fallback: '',
    read: match(/^[0-9a-f]{32}$/, 'must be 32 hexadecimal digits'),
  },
  unsubscribeMailbox: {
    meaning: 'an address that takes unsubscriptions by email; its domain must receive email through SES',
    example: 'unsubscribe@mail.example.com',
    fallback: '',
    read: match(/^[a-z0-9._-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/, 'must be an email address in lower case'),
  },
  receiptRuleSet: {
    meaning: 'the active receipt rule set of SES, where the account receives email already',
    example: 'default-rule-set',
    fallback: '',
    read: match(/^[A-Za-z0-9_.-]{1,64}$/, 'must be the name of a receipt rule set'),
  },
  publicUrl: {
    meaning: 'the URL that links in messages begin with',
    example: 'https://links.example.com',
    fallback: '',
    // http works on the machine itself only: for the local cloud.
    read: match(
      /^(?:https:\/\/[a-z0-9.-]+(?::\d+)?|http:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?)(?:\/[\w.-]+)*$/,
      'must be an https URL without a slash at its end',
    ),
  },
  createPinpointApplication: flag('create a Pinpoint application, where AWS still allows it', false),
  profileConcurrency: wholeNumber('maximum concurrency of advance-profile', 50, 2, 1000),
  bulkConcurrency: wholeNumber(
    'maximum concurrency of advance-profile for campaigns and backfills',
    5,
    2,
    1000,
  ),
  fanOutConcurrency: wholeNumber('maximum concurrency of fan-out-audience', 4, 2, 1000),
  scanSegments: wholeNumber('parallel scan segments per bulk run; applies to new runs', 8, 1, 1000),
  ...sendingFields,
  ...whatsAppFields,
  webhookConcurrency: wholeNumber('maximum concurrency of call-webhook', 5, 2, 1000),
  wakeShards: wholeNumber('partitions of the timer index; may be raised, never lowered', 16, 1, 100),
  partnerSources: {
    meaning: 'partner event sources whose events become touchpoints; each has an event bus of the same name',
    example: 'aws.partner/segment.com/4ULxxnHhRqyz,aws.partner/shopify.com/1830279/shop',
    fallback: [],
    read: readPartnerSources,
  },
  ...awsSourceFields,
  ...warehouseFields,
  lake: flag('keep touchpoints, decisions and outcomes as files in S3, for queries by Athena', false),
  lakeDays: wholeNumber('retention of the files of the lake in days', 400, 1, 3650),
  preferences: flag('serve unsubscribe links and the preference centre at a public URL', true),
  preferencesConcurrency: wholeNumber(
    'reserved concurrency of serve-preferences; 0 reserves none',
    0,
    0,
    1000,
  ),
  httpApi: flag('receive touchpoints over HTTP from the SDKs of Segment and RudderStack', false),
  httpApiConcurrency: wholeNumber('reserved concurrency of receive-touchpoints; 0 reserves none', 0, 0, 1000),
  profileApi: flag('show people over HTTP to systems with a key: the Profile API', false),
  profileApiConcurrency: wholeNumber('reserved concurrency of serve-profiles; 0 reserves none', 0, 0, 1000),
  lookDays: wholeNumber('retention of the records of looks at people in days', 400, 1, 3650),
  linkDomain: {
    meaning: 'the domain of unsubscribe and preference links, served by CloudFront',
    example: 'links.example.com',
    fallback: '',
    read: match(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, 'must be a domain in lower case'),
  },
  linkCertificateArn: {
    meaning: 'the certificate of linkDomain in ACM, in us-east-1',
    example: 'arn:aws:acm:us-east-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef',
    fallback: '',
    read: match(
      /^arn:aws:acm:us-east-1:\d{12}:certificate\/[0-9a-f-]{36}$/,
      'must be the ARN of an ACM certificate in us-east-1, where CloudFront reads them',
    ),
  },
  timelineDays: wholeNumber('retention of the timeline in days', 400, 1, 3650),
  anonymousDays: wholeNumber(
    'days after which the profile of an anonymous visitor who is not seen expires; 0 = never',
    0,
    0,
    3650,
  ),
  archiveDays: wholeNumber('retention of the event archive for replay in days; 0 = no archive', 30, 0, 3650),
  rejectedDays: wholeNumber('retention of rejected touchpoints in days', 90, 1, 3650),
  logDays: {
    meaning: 'retention of logs in days',
    example: '30',
    fallback: 30,
    read: (text) =>
      logRetentions.includes(text)
        ? { value: Number(text) }
        : { problem: `must be one of ${logRetentions.join(', ')}` },
  },
  removal: choice('what happens to the data when the stack is deleted', ['retain', 'destroy'], 'retain'),
  alarms: flag('create the alarms', true),
  alarmTopicArn: {
    meaning: 'an SNS topic that alarms notify',
    example: 'arn:aws:sns:eu-south-1:123456789012:on-call',
    fallback: '',
    read: match(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_.-]+$/, 'must be the ARN of an SNS topic'),
  },
  dashboard: flag('create the dashboard', true),
};

/** The rules of all sources must fit into the access policy of one queue. */
const mostPartnerSources = 10;

function readPartnerSources(text: string): FieldReading<readonly string[]> {
  const sources = text.split(',').map((part) => part.trim());
  const form = /^aws\.partner\/(?:segment|auth0|shopify)\.com(?:\/[A-Za-z0-9._-]+)+$/;
  if (sources.some((source) => source.length > 256 || !form.test(source))) {
    return { problem: 'must be names of partner event sources of segment.com, auth0.com or shopify.com' };
  }
  const isOdd = sources.length > mostPartnerSources || new Set(sources).size < sources.length;
  return isOdd ? { problem: `must be at most ${mostPartnerSources} different sources` } : { value: sources };
}

function sesName(meaning: string, example: string): ContextField<string> {
  return {
    meaning,
    example,
    fallback: '',
    read: match(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, hyphens or underscores'),
  };
}
