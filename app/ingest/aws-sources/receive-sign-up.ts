/** Makes an event of a Cognito trigger, in the form of EventBridge, which bridge-partner-events maps. */
import { MINUTE } from '../../../engine/base/time-units.ts';
import type { Telemetry } from '../../runtime/telemetry.ts';
import { readObject, readText } from '../partners/partner-event.ts';

/** What Cognito calls a trigger with. */
export type AccountEvent = Readonly<Record<string, unknown>>;

export interface SignUpDependencies {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly telemetry: Telemetry;
  send(body: string): Promise<void>;
}

/**
 * Cognito waits for the trigger for five seconds and calls it up to three times; the person then sees an error, although
 * the account exists. So a failure is counted and never thrown. The password and metadata of the client are left out.
 */
export async function receiveSignUp(event: AccountEvent, dependencies: SignUpDependencies): Promise<void> {
  const { now, telemetry, send } = dependencies;
  const trigger = readText(event['triggerSource']) ?? '';
  const attributes = readObject(readObject(event['request'])['userAttributes']);
  const account = readText(attributes['sub']) ?? readText(event['userName']) ?? '';
  const pool = readText(event['userPoolId']) ?? '';
  const body = JSON.stringify({
    // The same for Cognito's repeats of one call. A person who signs in twice within a minute signed in once.
    id: `cognito:${pool}:${account}:${trigger}:${isRepeatable(trigger) ? Math.floor(now / MINUTE) : 1}`,
    source: 'aws.cognito-idp',
    'detail-type': trigger,
    time: new Date(now).toISOString(),
    detail: {
      userPoolId: pool,
      userName: readText(event['userName']),
      clientId: readText(readObject(event['callerContext'])['clientId']),
      userAttributes: attributes,
    },
  });
  try {
    await send(body);
    telemetry.count('SignUpsReceived');
  } catch (error) {
    telemetry.error('An event of a Cognito account is lost', error, { trigger });
    telemetry.count('SignUpsLost');
  }
}

/** An account signs up once. */
function isRepeatable(trigger: string): boolean {
  return trigger !== 'PostConfirmation_ConfirmSignUp';
}
