import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type {
  Provider,
  ProviderAnswer,
  RenderedEmail,
  RenderedPush,
  RenderedSms,
} from '../../adapters/ports.ts';
import { createPinpointPushProvider } from '../../adapters/providers/pinpoint-push.ts';
import { createPinpointSmsProvider } from '../../adapters/providers/pinpoint-sms.ts';
import { createSesProvider } from '../../adapters/providers/ses-email.ts';
import { createSmsVoiceProvider } from '../../adapters/providers/sms-voice.ts';
import { type LoopbackServer, openLoopbackServer, type ServerAnswer } from './loopback-server.ts';
import { makeMessage } from './sending-world.ts';

let server: LoopbackServer;
beforeEach(async () => {
  server = await openLoopbackServer();
});
afterEach(async () => {
  vi.useRealTimers();
  await server.close();
});

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const connect = () => ({ endpoint: server.url, region: 'eu-south-1', credentials });
const email: RenderedEmail = { subject: 'Hello', html: '<p>Hello</p>', text: 'Hello' };
const sms: RenderedSms = { body: 'Hello' };
const push: RenderedPush = { title: 'Hi', body: 'Hello', data: { screen: 'home' } };

const ses = (overrides = {}) =>
  createSesProvider(
    { sender: 'Shop <hello@shop.example>', configurationSet: 'set' },
    { ...connect(), ...overrides },
  );
const pinpointSms = () =>
  createPinpointSmsProvider({ applicationId: 'app', origination: '+390000000' }, connect());
const pinpointPush = () => createPinpointPushProvider('app', connect());
const smsVoice = () => createSmsVoiceProvider({ origination: 'pool-1', configurationSet: 'set' }, connect());

function fail(status: number, name: string, body: Readonly<Record<string, unknown>> = {}): ServerAnswer {
  return { status, headers: { 'x-amzn-ErrorType': name }, body: { __type: name, ...body } };
}

async function tell<Rendered>(
  provider: Provider<Rendered>,
  rendered: Rendered,
  answer: ServerAnswer,
): Promise<ProviderAnswer> {
  server.answers.push(answer);
  return provider.send(makeMessage(), rendered);
}

describe('email by SES', () => {
  it('sends content, tags and configuration set in one call', async () => {
    const message = makeMessage({ channel: 'email', to: 'ann@bücher.example', subject: 'rule:third order' });
    server.answers.push({ status: 200, body: { MessageId: 'ses-1' } });
    expect(await ses().send(message, email)).toEqual({ kind: 'accepted', providerId: 'ses-1' });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({
      path: '/v2/email/outbound-emails',
      body: {
        FromEmailAddress: 'Shop <hello@shop.example>',
        Destination: { ToAddresses: ['ann@xn--bcher-kva.example'] },
        ConfigurationSetName: 'set',
        Content: { Simple: { Subject: { Data: 'Hello' }, Body: { Text: { Data: 'Hello' } } } },
        EmailTags: [
          { Name: 'percorso-message', Value: message.id },
          { Name: 'percorso-profile', Value: 'P1' },
          { Name: 'percorso-subject', Value: 'rule_third_order' },
        ],
      },
    });
  });

  it.each([
    [429, 'TooManyRequestsException', '', { kind: 'deferred', reason: 'throttled' }],
    [400, 'LimitExceededException', '', { kind: 'deferred', reason: 'throttled' }],
    [400, 'SendingPausedException', '', { kind: 'deferred' }],
    [400, 'MailFromDomainNotVerifiedException', '', { kind: 'deferred' }],
    [404, 'NotFoundException', '', { kind: 'deferred' }],
    [403, 'AccessDeniedException', '', { kind: 'deferred' }],
    [403, 'ExpiredTokenException', '', { kind: 'deferred' }],
    [400, 'AccountSuspendedException', '', { kind: 'refused', fault: 'account' }],
    [400, 'MessageRejected', 'Email address is not verified.', { kind: 'refused', fault: 'account' }],
    [400, 'MessageRejected', 'Illegal content', { kind: 'refused', fault: 'message' }],
    [400, 'BadRequestException', 'Local address contains control', { kind: 'refused', fault: 'address' }],
    [400, 'BadRequestException', "Missing final '@domain'", { kind: 'refused', fault: 'address' }],
    [400, 'BadRequestException', 'Duplicate tag', { kind: 'refused', fault: 'message' }],
  ])('reads %i %s "%s"', async (status, name, message, expected) => {
    expect(await tell(ses(), email, fail(status, name, { message }))).toMatchObject(expected);
    expect(server.requests).toHaveLength(1);
  });

  it.each([500, 502, 503, 504])('does not know what became of a message answered with %i', async (status) => {
    await expect(tell(ses(), email, fail(status, 'InternalServiceErrorException'))).rejects.toThrow();
    expect(server.requests).toHaveLength(1);
  });

  it('does not know after a broken connection or a time-out, and never calls twice', async () => {
    server.answers.push('reset', 'hang');
    await expect(ses().send(makeMessage(), email)).rejects.toThrow();
    const hasty = ses({ requestHandler: { requestTimeout: 100, throwOnRequestTimeout: true } });
    await expect(hasty.send(makeMessage(), email)).rejects.toThrow(/100 ms/);
    expect(server.requests).toHaveLength(2);
  });

  it('knows that nothing was sent when there was no connection', async () => {
    const provider = ses();
    await server.close();
    expect(await provider.send(makeMessage(), email)).toEqual({
      kind: 'deferred',
      reason: 'connection_failed',
    });
    server = await openLoopbackServer();
  });

  it('keeps a connection between calls, but trusts none that was idle, as after a freeze of the process', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const provider = ses();
    const ok: ServerAnswer = { status: 200, body: { MessageId: 'ses-1' } };
    server.answers.push(ok, ok, ok);
    await provider.send(makeMessage(), email);
    await provider.send(makeMessage(), email);
    expect(server.connections()).toBe(1);
    vi.setSystemTime(Date.now() + 60_000);
    await provider.send(makeMessage(), email);
    expect(server.connections()).toBe(2);
  });
});

describe('SMS and push by Pinpoint', () => {
  const result = (address: string, DeliveryStatus: string): ServerAnswer => ({
    status: 200,
    body: {
      ApplicationId: 'app',
      RequestId: 'r1',
      Result: { [address]: { DeliveryStatus, StatusCode: 200, MessageId: 'pp-1' } },
    },
  });
  const number = makeMessage().to;

  it('sends an SMS to the number itself', async () => {
    expect(await tell(pinpointSms(), sms, result(number, 'SUCCESSFUL'))).toEqual({
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
    ['DUPLICATE', { kind: 'accepted' }],
    ['THROTTLED', { kind: 'deferred', reason: 'throttled' }],
    ['TEMPORARY_FAILURE', { kind: 'deferred', reason: 'temporary_failure' }],
    ['OPT_OUT', { kind: 'refused', fault: 'address' }],
    ['PERMANENT_FAILURE', { kind: 'refused', fault: 'address' }],
  ])('reads %s', async (status, expected) => {
    expect(await tell(pinpointSms(), sms, result(number, status))).toMatchObject(expected);
  });

  it.each(['UNKNOWN_FAILURE', 'TIMEOUT'])('does not know what %s means for the message', async (status) => {
    await expect(tell(pinpointSms(), sms, result(number, status))).rejects.toThrow(/unknown/);
  });

  it('does not know when the answer leaves the address out', async () => {
    await expect(tell(pinpointSms(), sms, result('other', 'SUCCESSFUL'))).rejects.toThrow(/nothing/);
  });

  it.each([
    [429, 'TooManyRequestsException', { kind: 'deferred', reason: 'throttled' }],
    [403, 'ForbiddenException', { kind: 'deferred' }],
    [404, 'NotFoundException', { kind: 'deferred' }],
    [405, 'MethodNotAllowedException', { kind: 'deferred' }],
    [400, 'BadRequestException', { kind: 'refused', fault: 'message' }],
    [413, 'PayloadTooLargeException', { kind: 'refused', fault: 'message' }],
  ])('reads %i %s', async (status, name, expected) => {
    expect(await tell(pinpointSms(), sms, fail(status, name))).toMatchObject(expected);
  });

  it.each([
    ['gcm:tok:en', 'GCM', 'tok:en'],
    ['fcm:t', 'GCM', 't'],
    ['apns_sandbox:t', 'APNS_SANDBOX', 't'],
  ])('sends a push to %s', async (to, ChannelType, token) => {
    server.answers.push(result(token, 'SUCCESSFUL'));
    const message = makeMessage({ channel: 'push', to });
    await pinpointPush().send(message, { ...push, url: 'https://x.example' });
    expect(server.requests[0]?.body).toMatchObject({
      Addresses: { [token]: { ChannelType } },
      MessageConfiguration: {
        DefaultPushNotificationMessage: {
          Action: 'URL',
          Url: 'https://x.example',
          Title: 'Hi',
          Data: { screen: 'home', 'percorso-message': message.id },
        },
      },
    });
  });

  it.each(['pager:t', 'gcm:', 'token', '__proto__:t'])(
    'refuses %s as an address, without a call',
    async (to) => {
      const answer = await pinpointPush().send(makeMessage({ channel: 'push', to }), push);
      expect(answer).toMatchObject({ kind: 'refused', fault: 'address' });
      expect(server.requests).toHaveLength(0);
    },
  );
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
      { kind: 'refused', fault: 'address' },
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
    ['ValidationException', { Reason: 'COUNTRY_NOT_ENABLED' }, { kind: 'refused', fault: 'account' }],
    [
      'ValidationException',
      { Reason: 'FIELD_VALIDATION_FAILED', Fields: [{ Name: 'DestinationPhoneNumber', Message: 'x' }] },
      { kind: 'refused', fault: 'address' },
    ],
    ['ValidationException', { Reason: 'INVALID_PARAMETER' }, { kind: 'refused', fault: 'message' }],
  ])('reads %s %j', async (name, body, expected) => {
    expect(await tell(smsVoice(), sms, fail(400, name, body))).toMatchObject(expected);
  });

  it('does not know what became of a message answered with 500', async () => {
    await expect(tell(smsVoice(), sms, fail(500, 'InternalServerException'))).rejects.toThrow();
  });
});
