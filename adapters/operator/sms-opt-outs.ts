/** Removes numbers from an opt-out list of End User Messaging, which holds for every sender of the account that uses it. */
import {
  DeleteOptedOutNumberCommand,
  PinpointSMSVoiceV2Client,
  type PinpointSMSVoiceV2ClientConfig,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { ProviderRelease, ProviderSuppressions } from '../../app/ports/suppressed-addresses.ts';
import { repeatableCallOptions } from '../client-options.ts';

const answers: Readonly<Record<string, ProviderRelease>> = {
  ResourceNotFoundException: 'absent',
  ConflictException: 'kept',
  AccessDeniedException: 'denied',
};

export function createSmsOptOutReleases(
  listName: string,
  options: PinpointSMSVoiceV2ClientConfig,
): ProviderSuppressions {
  const client = new PinpointSMSVoiceV2Client({ ...repeatableCallOptions, ...options });
  return {
    async release(address) {
      const input = { OptOutListName: listName, OptedOutNumber: address };
      try {
        await client.send(new DeleteOptedOutNumberCommand(input));
        return 'released';
      } catch (error) {
        const answer = error instanceof Error ? answers[error.name] : undefined;
        if (answer === undefined) throw error;
        return answer;
      }
    },
  };
}
