/** The account's suppression list in SES: SES itself uses it, so it is complete even if events were lost. */

import {
  ListSuppressedDestinationsCommand,
  SESv2Client,
  type SESv2ClientConfig,
} from '@aws-sdk/client-sesv2';
import type { SuppressionList } from '../../app/ports/suppression-list.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { repeatableCallOptions } from '../client-options.ts';

export function createSesSuppressionList(overrides: SESv2ClientConfig = {}): SuppressionList {
  const client = new SESv2Client({ ...repeatableCallOptions, ...overrides });
  return {
    async list(from, to, cursor) {
      const { SuppressedDestinationSummaries = [], NextToken } = await client.send(
        new ListSuppressedDestinationsCommand({
          StartDate: new Date(from),
          EndDate: new Date(to),
          PageSize: 1000,
          ...omitAbsent({ NextToken: cursor }),
        }),
      );
      const suppressed = SuppressedDestinationSummaries.flatMap(({ EmailAddress, Reason, LastUpdateTime }) =>
        EmailAddress === undefined || LastUpdateTime === undefined
          ? []
          : [
              {
                address: EmailAddress,
                reason: Reason === 'COMPLAINT' ? ('complained' as const) : ('bounced' as const),
                at: LastUpdateTime.getTime(),
              },
            ],
      );
      return NextToken === undefined ? { suppressed } : { suppressed, cursor: NextToken };
    },
  };
}
