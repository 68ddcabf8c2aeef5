/** An application made by the stack sends text messages only once its SMS channel is enabled, as at AWS. */
import { expect, it } from 'vitest';
import { createPinpoint } from '../../../../local/services/pinpoint/pinpoint.ts';
import { createCaller, createFakeCloud } from '../../../harness/fake-cloud.ts';

it.each([
  ['no channel', undefined, 'PERMANENT_FAILURE'],
  ['a disabled channel', false, 'PERMANENT_FAILURE'],
  ['an enabled channel', true, 'SUCCESSFUL'],
])('answers for an application with %s', async (_, Enabled, DeliveryStatus) => {
  const cloud = createFakeCloud();
  const service = await createPinpoint(cloud);
  const { ref } = await service.create({ logicalId: 'App', type: 'AWS::Pinpoint::App', properties: {} });
  if (Enabled !== undefined) {
    const properties = { ApplicationId: ref, Enabled };
    await service.create({ logicalId: 'Sms', type: 'AWS::Pinpoint::SMSChannel', properties });
  }
  const answer = await createCaller(service)('SendMessages', {
    ApplicationId: ref,
    MessageRequest: {
      Addresses: { '+390212345678': { ChannelType: 'SMS' } },
      MessageConfiguration: { SMSMessage: { Body: 'Hello' } },
    },
  });
  expect(answer).toMatchObject({ MessageResponse: { Result: { '+390212345678': { DeliveryStatus } } } });
  expect(cloud.messages).toHaveLength(DeliveryStatus === 'SUCCESSFUL' ? 1 : 0);
});
