/** Every Lambda function: purpose, memory, time-out, and what its code needs. */
import { type Channel, channels } from '../engine/model/channels.ts';
import { advanceProfileVariables } from '../functions/advance-profile/environment.ts';
import { bridgePartnerEventsVariables } from '../functions/bridge-partner-events/environment.ts';
import { callWebhookVariables } from '../functions/call-webhook/environment.ts';
import { erasePeopleVariables } from '../functions/erase-people/environment.ts';
import { fanOutAudienceVariables } from '../functions/fan-out-audience/environment.ts';
import { keepRejectedVariables } from '../functions/keep-rejected/environment.ts';
import { partitionLakeVariables } from '../functions/partition-lake/environment.ts';
import { publishConfigVariables } from '../functions/publish-config/environment.ts';
import { queryWarehouseVariables } from '../functions/query-warehouse/environment.ts';
import { receiveSignUpsVariables } from '../functions/receive-sign-ups/environment.ts';
import { receiveSmsVariables } from '../functions/receive-sms/environment.ts';
import { receiveTouchpointsVariables } from '../functions/receive-touchpoints/environment.ts';
import { reconcileSuppressionsVariables } from '../functions/reconcile-suppressions/environment.ts';
import { recordFeedbackVariables } from '../functions/record-feedback/environment.ts';
import { sendEmailVariables } from '../functions/send-email/environment.ts';
import { sendPushVariables } from '../functions/send-push/environment.ts';
import { sendSmsVariables } from '../functions/send-sms/environment.ts';
import { sendWhatsAppVariables } from '../functions/send-whatsapp/environment.ts';
import { servePreferencesVariables } from '../functions/serve-preferences/environment.ts';
import { serveProfilesVariables } from '../functions/serve-profiles/environment.ts';
import { startRunsVariables } from '../functions/start-runs/environment.ts';
import { sweepTimersVariables } from '../functions/sweep-timers/environment.ts';

export interface FunctionProfile {
  readonly variables: readonly string[];
  /** MB. Lambda gives one full core at 1,769 MB. */
  readonly memory: number;
  /** Seconds. The visibility timeout of a queue that feeds the function is six times as long. */
  readonly timeout: number;
  readonly purpose: string;
  /**
   * The function sends to a queue that feeds it, on purpose: otherwise Lambda would stop it after about 16 invocations
   * in one chain (`RecursiveLoop: Terminate`). A test derives these functions from the template.
   */
  readonly isRecursive?: true;
  /** Of stages with an optional part; every stage has the others. */
  readonly isOptional?: true;
}

/** The sender of each channel. */
type SenderName = `send-${Channel}`;

const profiles = {
  'advance-profile': {
    variables: advanceProfileVariables,
    // Mostly waits for DynamoDB; at 256 MB a million touchpoints cost five cents of Lambda.
    memory: 256,
    timeout: 30,
    // A timer that is due before the next sweep waits in the profile queue itself.
    isRecursive: true,
    purpose: 'Updates profiles with touchpoints and publishes the resulting effects',
  },
  'sweep-timers': {
    variables: sweepTimersVariables,
    memory: 256,
    // Ends before the next run, so that no two sweeps queue the same profiles.
    timeout: 55,
    purpose: 'Queues the profiles whose timer is due',
  },
  'publish-config': {
    variables: publishConfigVariables,
    // Compiles MJML; half a core compiles a hundred templates within the minute.
    memory: 1024,
    timeout: 55,
    purpose: 'Validates and compiles config documents and publishes them as one program',
  },
  'start-runs': {
    variables: startRunsVariables,
    memory: 256,
    timeout: 55,
    purpose: 'Starts the bulk runs that are due, and resumes stalled ones',
  },
  'fan-out-audience': {
    variables: fanOutAudienceVariables,
    // Reads and evaluates a page of profiles at once: a quarter of a core does that in less than a second.
    memory: 512,
    // A scan segment queues its own continuation; after a crash, SQS delivers it again after six times this.
    timeout: 60,
    isRecursive: true,
    purpose: 'Finds the people of a campaign by parallel scan, and sends them to the bulk queue',
  },
  'send-email': {
    variables: sendEmailVariables,
    // Memory for the render worker's heap beside the handler's.
    memory: 512,
    timeout: 60,
    // The sender replaces a message that waits for days until quiet hours end by a copy of itself.
    isRecursive: true,
    purpose: 'Renders and sends email through SES',
  },
  'send-sms': {
    variables: sendSmsVariables,
    memory: 512,
    timeout: 60,
    isRecursive: true,
    purpose: 'Renders and sends SMS through Pinpoint or End User Messaging',
  },
  'send-push': {
    variables: sendPushVariables,
    memory: 512,
    timeout: 60,
    isRecursive: true,
    purpose: 'Renders and sends push notifications through Pinpoint',
  },
  'send-whatsapp': {
    isOptional: true,
    variables: sendWhatsAppVariables,
    memory: 512,
    timeout: 60,
    isRecursive: true,
    purpose: 'Renders and sends WhatsApp messages through End User Messaging Social',
  },
  'call-webhook': {
    variables: callWebhookVariables,
    memory: 256,
    // Servers of other systems may answer slowly.
    timeout: 60,
    // Calls that wait for their host are copied.
    isRecursive: true,
    purpose: 'Calls webhooks',
  },
  'keep-rejected': {
    variables: keepRejectedVariables,
    memory: 256,
    timeout: 30,
    purpose: 'Stores rejected touchpoints in S3 for replay',
  },
  'record-feedback': {
    variables: recordFeedbackVariables,
    memory: 256,
    // advance-profile passes on reports that came to the profile queue, where this function sends outcomes.
    isRecursive: true,
    // count-outcomes.ts waits longer than this until a batch counts as abandoned.
    timeout: 30,
    purpose:
      'Records what providers report of messages, forwards what profiles have to know, receives WhatsApp messages',
  },
  'reconcile-suppressions': {
    variables: reconcileSuppressionsVariables,
    memory: 256,
    timeout: 300,
    purpose:
      'Reports bounces and complaints of the SES suppression list, opt-outs of SMS, and statements by links, a second time',
  },
  'erase-people': {
    variables: erasePeopleVariables,
    // Rewrites files of the lake: up to 100 MB of rows in memory, read and written.
    memory: 1024,
    // Ends before the next run, which continues.
    timeout: 900,
    purpose: 'Continues the erasures of people: tables, rejected events, dead letters, lake',
  },
  'query-warehouse': {
    isOptional: true,
    variables: queryWarehouseVariables,
    // Half a core: a group of 4,000 rows takes about a second.
    memory: 1024,
    // Ends before the next run, which continues at the same place.
    timeout: 55,
    purpose: 'Runs queries of the warehouse, and puts the rows of their results on the bus of the stage',
  },
  'partition-lake': {
    isOptional: true,
    variables: partitionLakeVariables,
    // Has up to 100 MB of rows in memory, read and written.
    memory: 1024,
    // Ends before the next run, which continues.
    timeout: 600,
    purpose: 'Files the rows of the lake by table and by the day of their event',
  },
  'bridge-partner-events': {
    isOptional: true,
    variables: bridgePartnerEventsVariables,
    memory: 256,
    timeout: 30,
    purpose: 'Puts events of partners and of AWS services on the bus of the stage',
  },
  'receive-sign-ups': {
    isOptional: true,
    variables: receiveSignUpsVariables,
    // Cognito waits five seconds: a third of a core starts in less than one.
    memory: 512,
    timeout: 5,
    purpose: 'Receives what happens to accounts of a Cognito user pool',
  },
  'receive-sms': {
    isOptional: true,
    variables: receiveSmsVariables,
    memory: 256,
    // Answers by one call of at most 15 seconds.
    timeout: 60,
    purpose: 'Receives SMS: STOP, START and HELP, and other texts as touchpoints',
  },
  'receive-touchpoints': {
    isOptional: true,
    variables: receiveTouchpointsVariables,
    // Mostly waits for EventBridge, and parses 500 KB at most.
    memory: 256,
    timeout: 10,
    purpose: 'Receives touchpoints over HTTP from SDKs, and puts them on the bus of the stage',
  },
  'serve-profiles': {
    isOptional: true,
    variables: serveProfilesVariables,
    // A call centre waits for the answer: a quarter of a core starts in less than a second.
    memory: 512,
    timeout: 10,
    purpose: 'Answers systems with a key who a person is, and records each look',
  },
  'serve-preferences': {
    isOptional: true,
    variables: servePreferencesVariables,
    // A mail provider waits for the response to an unsubscription: a quarter of a core starts in less than a second.
    memory: 512,
    timeout: 10,
    purpose: 'Unsubscribes by link, and serves the pages for preferences and confirmations',
  },
} as const satisfies Record<string, FunctionProfile> & Record<SenderName, FunctionProfile>;

export type FunctionName = keyof typeof profiles;

export const functionProfiles: Readonly<Record<FunctionName, FunctionProfile>> = profiles;

type IsOptional = { readonly isOptional: true };
export type OptionalFunctionName = {
  [Name in FunctionName]: (typeof profiles)[Name] extends IsOptional ? Name : never;
}[FunctionName];
export type RequiredFunctionName = Exclude<FunctionName, OptionalFunctionName>;

export const functionNames = Object.keys(profiles) as readonly FunctionName[];

export const requiredFunctionNames = functionNames.filter(
  (name): name is RequiredFunctionName => functionProfiles[name].isOptional === undefined,
);

/** The senders of messages to people. */
export const senderNames = channels.map((channel): SenderName => `send-${channel}`);

/** Functions that render: each contains its own copy of the render worker. */
export const rendererNames = senderNames;

/** Functions that compile templates: each contains its own copy of the compile worker. */
export const compilerNames = ['publish-config'] as const;

/** Functions that load parts on demand, by a dynamic import. */
export const splitNames = ['advance-profile', 'record-feedback'] as const;
