import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPinpointSmsProvider } from '../../../adapters/providers/pinpoint-sms.ts';
import { createSmsVoiceProvider } from '../../../adapters/providers/sms-voice.ts';
import type { RenderedSms } from '../../../app/ports/providers.ts';
import { type LoopbackServer, openLoopbackServer, type ServerAnswer } from '../../harness/loopback-server.ts';
import { connectTo, fail, sendWithAnswer } from '../../harness/provider-server.ts';
import { makeMessage } from '../../harness/sending-setup.ts';

let server: LoopbackServer;
beforeEach(async () => {
  server = await openLoopbackServer();
});
afterEach(() => server.close());

const sms: RenderedSms = { body: 'Hello' };
const pinpointSms = () =>
  createPinpointSmsProvider({ applicationId: 'app', origination: '+390000000' }, connectTo(server));
const smsVoice = () =>
  createSmsVoiceProvider({ origination: 'pool-1', configurationSet: 'set' }, connectTo(server));

describe('SMS by Pinpoint', () => {
  const result = (address: string, DeliveryStatus: string, details: object = {}): ServerAnswer => ({
    status: 200,
    body: {
      ApplicationId: 'app',
      RequestId: 'r1',
      Result: { [address]: { DeliveryStatus, StatusCode: 200, MessageId: 'pp-1', ...details } },
    },
  });
  const number = makeMessage().to;

  it('sends an SMS to the number itself', async () => {
    expect(await sendWithAnswer(server, pinpointSms(), sms, result(number, 'SUCCESSFUL'))).toEqual({
      kind: 'accepted',
      providerId: 'pp-1',
    });
    expect(server.requests[0]).toMatchObject({
      path: '/v1/apps/app/messages',
      body: {
        Addresses: { [number]: { ChannelType: 'SMS' } },
        MessageConfiguration: {
          SMSMessage: { Body: 'Hello', MessageType: 'PROMOTIONAL', OriginationNumber: '+390000000' },
        },
      },
    });
  });

  it.each([
    [{ origination: 'Lucerna' }, { SenderId: 'Lucerna' }],
    [{ origination: '36001' }, { OriginationNumber: '36001' }],
  ])('sends from the origination of the country: %o', async (facts, expected) => {
    server.answers.push(result(number, 'SUCCESSFUL'));
    await pinpointSms().send(makeMessage(), sms, facts);
    expect(server.requests[0]?.body).toMatchObject({ MessageConfiguration: { SMSMessage: expected } });
  });

  it('waits for the operator when the policy names a pool, which Pinpoint has none of', async () => {
    const answer = await pinpointSms().send(makeMessage(), sms, { origination: 'pool-1' });
    expect(answer).toEqual({ kind: 'deferred', reason: 'origination_not_supported', isBlocked: true });
    expect(server.requests).toHaveLength(0);
  });

  it.each([
    ['DUPLICATE', { kind: 'accepted' }],
    ['THROTTLED', { kind: 'deferred', reason: 'throttled' }],
    ['TEMPORARY_FAILURE', { kind: 'deferred', reason: 'temporary_failure' }],
    ['OPT_OUT', { kind: 'refused', isOptOut: true }],
  ])('reads %s', async (status, expected) => {
    expect(await sendWithAnswer(server, pinpointSms(), sms, result(number, status))).toMatchObject(expected);
  });

  it.each([
    [410, 'Unregistered or expired token', { kind: 'refused', fault: 'address' }],
    [400, 'Invalid phone number', { kind: 'refused', fault: 'address' }],
    [400, 'Message too long', { kind: 'refused', fault: 'message' }],
    [403, 'User is not authorized', { kind: 'deferred', reason: 'permanent_failure_403' }],
    [404, 'No such channel', { kind: 'deferred', reason: 'permanent_failure_404' }],
  ])(
    'blames the address for a permanent failure %i "%s" only when it is the address',
    async (code, text, expected) => {
      const answer = result(number, 'PERMANENT_FAILURE', { StatusCode: code, StatusMessage: text });
      expect(await sendWithAnswer(server, pinpointSms(), sms, answer)).toMatchObject(expected);
    },
  );

  it.each(['UNKNOWN_FAILURE', 'TIMEOUT'])('does not know what %s means for the message', async (status) => {
    await expect(sendWithAnswer(server, pinpointSms(), sms, result(number, status))).rejects.toThrow(
      /unknown/,
    );
  });

  it('treats the outcome as unknown when the answer leaves the address out', async () => {
    await expect(sendWithAnswer(server, pinpointSms(), sms, result('other', 'SUCCESSFUL'))).rejects.toThrow(
      /nothing/,
    );
  });

  it.each([
    [429, 'TooManyRequestsException', { kind: 'deferred', reason: 'throttled' }],
    [403, 'ForbiddenException', { kind: 'deferred' }],
    [404, 'NotFoundException', { kind: 'deferred' }],
    [405, 'MethodNotAllowedException', { kind: 'deferred' }],
    [400, 'BadRequestException', { kind: 'refused', fault: 'message' }],
    [413, 'PayloadTooLargeException', { kind: 'refused', fault: 'message' }],
  ])('reads %i %s', async (status, name, expected) => {
    expect(await sendWithAnswer(server, pinpointSms(), sms, fail(status, name))).toMatchObject(expected);
  });
});

describe('SMS by End User Messaging', () => {
  it('sends with origination, context and configuration set', async () => {
    const message = makeMessage({ class: 'transactional' });
    server.answers.push({ status: 200, body: { MessageId: 'sms-1' } });
    expect(await smsVoice().send(message, sms)).toEqual({ kind: 'accepted', providerId: 'sms-1' });
    expect(server.requests[0]?.body).toEqual({
      DestinationPhoneNumber: message.to,
      OriginationIdentity: 'pool-1',
      MessageBody: 'Hello',
      MessageType: 'TRANSACTIONAL',
      ConfigurationSetName: 'set',
      Context: { 'percorso-message': message.id, 'percorso-profile': 'P1' },
    });
  });

  it('sends from the origination of the country', async () => {
    server.answers.push({ status: 200, body: { MessageId: 'sms-1' } });
    await smsVoice().send(makeMessage(), sms, { origination: 'Lucerna' });
    expect(server.requests[0]?.body).toMatchObject({ OriginationIdentity: 'Lucerna' });
  });

  it.each([
    ['ThrottlingException', {}, { kind: 'deferred', reason: 'throttled' }],
    [
      'ServiceQuotaExceededException',
      { Reason: 'MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT' },
      { kind: 'deferred' },
    ],
    ['AccessDeniedException', {}, { kind: 'deferred' }],
    ['ResourceNotFoundException', {}, { kind: 'deferred' }],
    [
      'ConflictException',
      { Reason: 'DESTINATION_PHONE_NUMBER_OPTED_OUT' },
      { kind: 'refused', isOptOut: true },
    ],
    [
      'ConflictException',
      { Reason: 'DESTINATION_PHONE_NUMBER_NOT_VERIFIED' },
      { kind: 'refused', fault: 'account' },
    ],
    [
      'ConflictException',
      { Reason: 'RESOURCE_NOT_ACTIVE' },
      { kind: 'deferred', reason: 'RESOURCE_NOT_ACTIVE' },
    ],
    ['ValidationException', { Reason: 'SENDER_ID_NOT_SUPPORTED' }, { kind: 'refused', fault: 'account' }],
    ['ValidationException', { Reason: 'COUNTRY_NOT_ENABLED' }, { kind: 'refused', fault: 'message' }],
    [
      'ConflictException',
      { Reason: 'DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION' },
      { kind: 'refused', fault: 'message' },
    ],
    [
      'ValidationException',
      { Reason: 'FIELD_VALIDATION_FAILED', Fields: [{ Name: 'DestinationPhoneNumber', Message: 'x' }] },
      { kind: 'refused', fault: 'address' },
    ],
    ['ValidationException', { Reason: 'INVALID_PARAMETER' }, { kind: 'refused', fault: 'message' }],
  ])('reads %s %j', async (name, body, expected) => {
    expect(await sendWithAnswer(server, smsVoice(), sms, fail(400, name, body))).toMatchObject(expected);
  });

  it('treats the outcome of a message answered with 500 as unknown', async () => {
    await expect(
      sendWithAnswer(server, smsVoice(), sms, fail(500, 'InternalServerException')),
    ).rejects.toThrow();
  });
});
