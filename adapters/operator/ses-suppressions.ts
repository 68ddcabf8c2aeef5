/** Removes addresses from the suppression list of SES, which holds for the whole account and region. */
import {
  DeleteSuppressedDestinationCommand,
  NotFoundException,
  SESv2Client,
  type SESv2ClientConfig,
} from '@aws-sdk/client-sesv2';
import type { ProviderSuppressions } from '../../app/ports/suppressed-addresses.ts';
import { repeatableCallOptions } from '../client-options.ts';

export function createSesSuppressions(options: SESv2ClientConfig): ProviderSuppressions {
  const client = new SESv2Client({ ...repeatableCallOptions, ...options });
  return {
    async release(address) {
      try {
        await client.send(new DeleteSuppressedDestinationCommand({ EmailAddress: address }));
        return 'released';
      } catch (error) {
        if (error instanceof NotFoundException) return 'absent';
        if (error instanceof Error && error.name.startsWith('AccessDenied')) return 'denied';
        throw error;
      }
    },
  };
}
