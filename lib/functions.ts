/** Every Lambda function, its variables, and what it is given to run on. */
import { advanceProfileVariables } from '../functions/advance-profile/environment.ts';
import { bridgePartnerEventsVariables } from '../functions/bridge-partner-events/environment.ts';
import { callWebhookVariables } from '../functions/call-webhook/environment.ts';
import { fanOutAudienceVariables } from '../functions/fan-out-audience/environment.ts';
import { keepRejectedVariables } from '../functions/keep-rejected/environment.ts';
import { publishConfigVariables } from '../functions/publish-config/environment.ts';
import { reconcileSuppressionsVariables } from '../functions/reconcile-suppressions/environment.ts';
import { sendEmailVariables } from '../functions/send-email/environment.ts';
import { sendPushVariables } from '../functions/send-push/environment.ts';
import { sendSmsVariables } from '../functions/send-sms/environment.ts';
import { startRunsVariables } from '../functions/start-runs/environment.ts';
import { sweepTimersVariables } from '../functions/sweep-timers/environment.ts';

export interface FunctionProfile {
  readonly variables: readonly string[];
  /** MB. Lambda gives one full core at 1,769 MB. */
  readonly memory: number;
  /** Seconds. A queue that feeds the function hides messages six times as long. */
  readonly timeout: number;
  readonly purpose: string;
  /**
   * The function sends to a queue that feeds it, on purpose: Lambda would otherwise stop it after about 16 rounds of
   * one chain (`RecursiveLoop: Terminate`). A test derives from the template which functions these are.
   */
  readonly isRecursive?: true;
}

const profiles = {
  'advance-profile': {
    variables: advanceProfileVariables,
    // Mostly waiting on DynamoDB; at 256 MB a million touchpoints cost five cents of Lambda.
    memory: 256,
    timeout: 30,
    // A timer that is due before the next sweep waits in the profile queue itself.
    isRecursive: true,
    purpose: 'Folds touchpoints into a profile and publishes what follows',
  },
  'sweep-timers': {
    variables: sweepTimersVariables,
    memory: 256,
    // Ends before the next tick, so two sweeps do not queue the same profiles.
    timeout: 55,
    purpose: 'Queues the profiles whose timer is due',
  },
  'publish-config': {
    variables: publishConfigVariables,
    // MJML is compiled here; half a core keeps a hundred templates within the minute.
    memory: 1024,
    timeout: 55,
    purpose: 'Checks and compiles config documents and publishes them as one program',
  },
  'start-runs': {
    variables: startRunsVariables,
    memory: 256,
    timeout: 55,
    purpose: 'Starts campaigns and other walks over many people, and keeps them going',
  },
  'fan-out-audience': {
    variables: fanOutAudienceVariables,
    // A page of profiles is read and judged at once: a quarter of a core keeps that below a second.
    memory: 512,
    // A shard sends itself on before; a crashed one comes again after six times this.
    timeout: 60,
    isRecursive: true,
    purpose: 'Finds the people of a campaign, shard by shard, and hands them to the bulk queue',
  },
  'send-email': {
    variables: sendEmailVariables,
    // Room for the render worker's own heap beside the handler's.
    memory: 512,
    timeout: 60,
    // A message that waits for the end of quiet hours for days is replaced by a copy of itself.
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
  'call-webhook': {
    variables: callWebhookVariables,
    memory: 256,
    // Other people's servers answer slowly.
    timeout: 60,
    purpose: 'Calls webhooks',
  },
  'keep-rejected': {
    variables: keepRejectedVariables,
    memory: 256,
    timeout: 30,
    purpose: 'Keeps rejected touchpoints in S3 for replay',
  },
  'reconcile-suppressions': {
    variables: reconcileSuppressionsVariables,
    memory: 256,
    timeout: 300,
    purpose: 'Reads the SES suppression list, the second way bounces and complaints arrive',
  },
  'bridge-partner-events': {
    variables: bridgePartnerEventsVariables,
    memory: 256,
    timeout: 30,
    purpose: 'Puts events of partner event buses on the bus of the stage',
  },
} as const satisfies Record<string, FunctionProfile>;

export type FunctionName = keyof typeof profiles;

export const functionProfiles: Readonly<Record<FunctionName, FunctionProfile>> = profiles;

/** Functions of a stage that has what they are for; every stage has the others. */
export type OptionalFunctionName = 'bridge-partner-events';
export type StandingFunctionName = Exclude<FunctionName, OptionalFunctionName>;

export const functionNames = Object.keys(profiles) as readonly FunctionName[];

export const standingFunctionNames = functionNames.filter(
  (name): name is StandingFunctionName => name !== 'bridge-partner-events',
);

/** Functions that render: each carries its own copy of the render worker. */
export const rendererNames = ['send-email', 'send-sms', 'send-push'] as const;

/** Functions that compile templates: each carries its own copy of the compile worker. */
export const compilerNames = ['publish-config'] as const;

/** Functions that load parts on demand, by a dynamic import. */
export const splitNames = ['advance-profile'] as const;
