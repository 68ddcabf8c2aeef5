/** The local Pinpoint and End User Messaging SMS answer by address, report delivery, and refuse what has ended. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Service } from '../../../local/service.ts';
import { createPinpoint } from '../../../local/services/pinpoint/pinpoint.ts';
import { createSmsVoice } from '../../../local/services/sms/voice.ts';
import { createCaller, createFakeCloud, type FakeCloud } from '../../harness/fake-cloud.ts';

let cloud: FakeCloud;
beforeEach(() => {
  cloud = createFakeCloud();
});

describe('Pinpoint SendMessages', () => {
  let service: Service;
  let application: string;
  const send = (MessageRequest: Record<string, unknown>, ApplicationId = application) =>
    createCaller(service)('SendMessages', { ApplicationId, MessageRequest });
  const results = async (
    request: Record<string, unknown>,
  ): Promise<Record<string, Record<string, unknown>>> => {
    const answer = (await send(request))['MessageResponse'] as Record<string, unknown>;
    return answer['Result'] as Record<string, Record<string, unknown>>;
  };

  beforeEach(async () => {
    service = await createPinpoint(cloud);
    const made = await service.create({
      logicalId: 'App',
      type: 'AWS::Pinpoint::App',
      properties: { Name: 'shop' },
    });
    application = made.ref;
    const properties = { ApplicationId: application, Enabled: true };
    await service.create({ logicalId: 'Sms', type: 'AWS::Pinpoint::SMSChannel', properties });
  });

  it('answers each push token for itself', async () => {
    const tokens = ['good-1', 'invalid-1', 'expired-1', 'throttled-1', 'unavailable-1', 'optout-1'];
    const result = await results({
      Addresses: Object.fromEntries(tokens.map((token) => [token, { ChannelType: 'GCM' }])),
      MessageConfiguration: { GCMMessage: { Title: 'Sale', Body: 'Today', Url: 'https://example.com' } },
    });
    expect(tokens.map((token) => [result[token]?.['DeliveryStatus'], result[token]?.['StatusCode']])).toEqual(
      [
        ['SUCCESSFUL', 200],
        ['PERMANENT_FAILURE', 410],
        ['SUCCESSFUL', 200],
        ['THROTTLED', 429],
        ['TEMPORARY_FAILURE', 503],
        ['OPT_OUT', 400],
      ],
    );
    expect(result['expired-1']?.['UpdatedToken']).toBe('renewed-1');
    expect(cloud.messages).toMatchObject([
      {
        channel: 'push',
        to: 'good-1',
        title: 'Sale',
        text: 'Today',
        headers: { ChannelType: 'GCM', Url: 'https://example.com' },
      },
      { to: 'expired-1' },
    ]);
    expect(cloud.units.get('push.messages')).toBe(2);
  });

  it('sends SMS by number and counts its parts', async () => {
    const result = await results({
      Context: { message_id: 'm-1' },
      Addresses: {
        '+390612345678': { ChannelType: 'SMS' },
        '06123': { ChannelType: 'SMS' },
        '+390612340000': { ChannelType: 'SMS' },
      },
      MessageConfiguration: {
        SMSMessage: { Body: 'a'.repeat(200), MessageType: 'PROMOTIONAL', SenderId: 'SHOP' },
      },
    });
    expect(
      Object.values(result)
        .map((each) => each['DeliveryStatus'])
        .sort(),
    ).toEqual(['OPT_OUT', 'PERMANENT_FAILURE', 'SUCCESSFUL']);
    expect(cloud.messages).toMatchObject([
      {
        channel: 'sms',
        provider: 'pinpoint',
        to: '+390612345678',
        from: 'SHOP',
        tags: { message_id: 'm-1' },
      },
    ]);
    expect(cloud.units.get('sms.parts')).toBe(2);
  });

  it('takes the id of an application made elsewhere, and no made-up one', async () => {
    const request = {
      Addresses: { t: { ChannelType: 'APNS' } },
      MessageConfiguration: { APNSMessage: { Body: 'x' } },
    };
    await send(request, '0123456789abcdef0123456789abcdef');
    await expect(send(request, 'my-app')).rejects.toMatchObject({ code: 'NotFoundException', status: 404 });
  });

  it.each([
    ['endpoints', { Endpoints: { e: {} } }],
    ['a template', { TemplateConfiguration: {}, Addresses: { t: { ChannelType: 'GCM' } } }],
    ['no address', { Addresses: {} }],
    ['a channel without content', { Addresses: { t: { ChannelType: 'APNS' } } }],
    ['email', { Addresses: { 'a@b.org': { ChannelType: 'EMAIL' } } }],
  ])('refuses %s, loudly and whole', async (_what, request) => {
    const attempt = send({ MessageConfiguration: { GCMMessage: { Body: 'x' } }, ...request });
    await expect(attempt).rejects.toMatchObject({ code: 'BadRequestException' });
    expect(cloud.messages).toEqual([]);
  });

  it('needs leave for the messages of the application', () => {
    const input = { ApplicationId: application };
    expect(
      service.requirements({
        service: 'mobiletargeting',
        operation: 'SendMessages',
        input,
        principal: { kind: 'operator' },
        requestId: 'r',
      }),
    ).toEqual([
      {
        action: 'mobiletargeting:SendMessages',
        resource: `arn:aws:mobiletargeting:us-east-1:000000000000:apps/${application}/messages`,
      },
    ]);
  });
});

describe('End User Messaging SendTextMessage', () => {
  let service: Service;
  const call = (operation: string, input: Record<string, unknown>) => createCaller(service)(operation, input);
  const request = (more: Record<string, unknown> = {}) => ({
    DestinationPhoneNumber: '+390612345678',
    OriginationIdentity: 'SHOP',
    MessageBody: 'Ciao',
    MessageType: 'PROMOTIONAL',
    Context: { message_id: 'm-1' },
    ...more,
  });

  beforeEach(async () => {
    service = await createSmsVoice(cloud);
  });

  it('sends, and reports the delivery by message id only', async () => {
    const { MessageId } = await call('SendTextMessage', request());
    expect(cloud.messages).toMatchObject([
      {
        id: MessageId,
        channel: 'sms',
        provider: 'sms-voice',
        to: '+390612345678',
        text: 'Ciao',
        tags: { message_id: 'm-1' },
      },
    ]);
    expect(cloud.events).toMatchObject([
      {
        source: 'aws.sms-voice',
        detailType: 'Text Message Delivery Status Updated',
        detail: { eventType: 'TEXT_SENT', isFinal: false },
      },
      {
        detail: {
          eventType: 'TEXT_DELIVERED',
          messageStatus: 'DELIVERED',
          isFinal: true,
          messageId: MessageId,
          totalMessageParts: 1,
        },
      },
    ]);
    for (const { detail } of cloud.events) {
      expect(detail).not.toHaveProperty('context');
      expect(detail).not.toHaveProperty('destinationPhoneNumber');
    }
    expect(cloud.unitsByResource.get('sms.parts sms-voice')).toBe(1);
  });

  it.each([
    ['+390612340001', 'TEXT_UNREACHABLE'],
    ['+390612340002', 'TEXT_INVALID'],
    ['+390612340003', 'TEXT_CARRIER_BLOCKED'],
  ])('reports the outcome of the test number %s', async (DestinationPhoneNumber, eventType) => {
    await call('SendTextMessage', request({ DestinationPhoneNumber }));
    expect(cloud.events.at(-1)?.detail).toMatchObject({ eventType, isFinal: true });
    expect(cloud.messages).toMatchObject([{ outcome: 'failed' }]);
  });

  it('refuses a number that has opted out, until it is let in again', async () => {
    await call('PutOptedOutNumber', { OptOutListName: 'Default', OptedOutNumber: '+390612345678' });
    expect(await call('DescribeOptedOutNumbers', { OptOutListName: 'Default' })).toMatchObject({
      OptedOutNumbers: [{ OptedOutNumber: '+390612345678' }],
    });
    await expect(call('SendTextMessage', request())).rejects.toMatchObject({
      code: 'ConflictException',
      members: { Reason: 'DESTINATION_PHONE_NUMBER_OPTED_OUT' },
    });
    await call('DeleteOptedOutNumber', { OptOutListName: 'Default', OptedOutNumber: '+390612345678' });
    await call('SendTextMessage', request());
  });

  it.each([
    [{ DestinationPhoneNumber: '0612345678' }],
    [{ OriginationIdentity: undefined }],
    [{ MessageBody: '' }],
    [{ MessageBody: 'x'.repeat(1601) }],
    [{ MessageType: 'URGENT' }],
    [{ Context: { a: '1', b: '2', c: '3', d: '4', e: '5', f: '6' } }],
    [{ ProtectConfigurationId: 'p' }],
  ])('refuses %j', async (change) => {
    await expect(call('SendTextMessage', request(change))).rejects.toMatchObject({
      code: 'ValidationException',
    });
    expect(cloud.messages).toEqual([]);
    expect(cloud.units.size).toBe(0);
  });

  it('sends nothing on a dry run', async () => {
    await call('SendTextMessage', request({ DryRun: true }));
    expect(cloud.messages).toEqual([]);
  });
});
