/** Reads the originations of SMS and the WhatsApp number for the doctor, in End User Messaging. */
import {
  PinpointSMSVoiceV2Client,
  type PinpointSMSVoiceV2ClientConfig,
  paginateDescribePhoneNumbers,
  paginateDescribePools,
  paginateDescribeSenderIds,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import {
  GetLinkedWhatsAppBusinessAccountPhoneNumberCommand,
  ResourceNotFoundException,
  SocialMessagingClient,
} from '@aws-sdk/client-socialmessaging';
import type { AccountNumbers, TwoWay } from '../../app/ports/account-numbers.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { repeatableCallOptions } from '../client-options.ts';

/** `options`: region, endpoint and credentials of the clients. */
export function openAccountNumbers(options: PinpointSMSVoiceV2ClientConfig): AccountNumbers {
  const { region, endpoint, credentials } = options;
  const settings = { ...repeatableCallOptions, ...omitAbsent({ region, endpoint, credentials }) };
  const client = new PinpointSMSVoiceV2Client(settings);
  const social = new SocialMessagingClient(settings);
  return {
    async readOriginations() {
      const [numbers, senderIds, pools] = await Promise.all([
        collect(paginateDescribePhoneNumbers({ client }, {}), ({ PhoneNumbers }) => PhoneNumbers),
        collect(paginateDescribeSenderIds({ client }, {}), ({ SenderIds }) => SenderIds),
        collect(paginateDescribePools({ client }, {}), ({ Pools }) => Pools),
      ]);
      return {
        numbers: numbers.map((each) => ({
          id: each.PhoneNumberId ?? '',
          number: each.PhoneNumber ?? '',
          country: each.IsoCountryCode ?? '',
          status: each.Status ?? '',
          hasSms: each.NumberCapabilities?.includes('SMS') === true,
          ...readTwoWay(each),
          ...omitAbsent({ poolId: each.PoolId }),
        })),
        senderIds: senderIds.map((each) => ({ id: each.SenderId ?? '', country: each.IsoCountryCode ?? '' })),
        pools: pools.map((each) => ({
          id: each.PoolId ?? '',
          status: each.Status ?? '',
          ...readTwoWay(each),
        })),
      };
    },

    async isWhatsAppLinked(id) {
      try {
        await social.send(new GetLinkedWhatsAppBusinessAccountPhoneNumberCommand({ id }));
        return true;
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return false;
        throw error;
      }
    },
  };
}

async function collect<Page, Item>(
  pages: AsyncIterable<Page>,
  read: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...(read(page) ?? []));
  return items;
}

function readTwoWay({
  TwoWayEnabled,
  TwoWayChannelArn,
}: {
  readonly TwoWayEnabled?: boolean | undefined;
  readonly TwoWayChannelArn?: string | undefined;
}): TwoWay {
  return { isTwoWay: TwoWayEnabled === true, ...omitAbsent({ topicArn: TwoWayChannelArn }) };
}
