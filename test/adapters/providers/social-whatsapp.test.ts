/** What is sent to End User Messaging Social, and what each answer means. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createSocialWhatsAppProvider,
  createWhatsAppAnswers,
} from '../../../adapters/providers/social-whatsapp.ts';
import type { RenderedWhatsApp } from '../../../app/ports/providers.ts';
import { type LoopbackServer, openLoopbackServer } from '../../harness/loopback-server.ts';
import { connectTo, fail, sendWithAnswer } from '../../harness/provider-server.ts';
import { makeMessage } from '../../harness/sending-setup.ts';

const number = 'phone-number-id-0123456789abcdef';
const rendered: RenderedWhatsApp = { template: { name: 'hi', language: { code: 'it' } } };
let server: LoopbackServer;
beforeAll(async () => {
  server = await openLoopbackServer();
});
afterAll(() => server.close());
const readBody = () => (server.requests.at(-1)?.body ?? {}) as { message: string };
const decode = () => JSON.parse(Buffer.from(readBody().message, 'base64').toString());
const provider = () => createSocialWhatsAppProvider(number, connectTo(server));
const answer = (reply: Parameters<typeof sendWithAnswer>[3]) =>
  sendWithAnswer(server, provider(), rendered, reply);

it('passes the message to Meta as it is, with what finds it again', async () => {
  server.answers.push({ status: 200, body: { messageId: 'aws-1' } });
  const message = makeMessage({ channel: 'whatsapp' });
  expect(await provider().send(message, rendered)).toEqual({ kind: 'accepted', providerId: 'aws-1' });
  const body = readBody();
  expect(body).toMatchObject({ originationPhoneNumberId: number, metaApiVersion: 'v20.0' });
  expect(JSON.parse(Buffer.from(body.message, 'base64').toString())).toEqual({
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: '+393331234567',
    type: 'template',
    template: { name: 'hi', language: { code: 'it' } },
    biz_opaque_callback_data: JSON.stringify(['percorso', 'P1', message.id, '+393331234567']),
  });
});

it('marks a test message and an answer, so that no report is counted by them', async () => {
  server.answers.push({ status: 200, body: { messageId: 'aws-2' } });
  await provider().send(makeMessage({ channel: 'whatsapp', isTest: true }), rendered);
  expect(decode()).toMatchObject({ type: 'template', biz_opaque_callback_data: '["percorso"]' });
  server.answers.push({ status: 200, body: { messageId: 'aws-3' } });
  const answers = createWhatsAppAnswers(number, connectTo(server));
  await answers.send({ from: '+12065550100', to: '+393331234567', text: 'Ciao' });
  expect(decode()).toEqual({
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: '+393331234567',
    type: 'text',
    text: { body: 'Ciao' },
    biz_opaque_callback_data: '["percorso"]',
  });
});

describe('an answer', () => {
  it.each([
    ['ThrottledRequestException', 429, {}, { kind: 'deferred', reason: 'throttled', isThrottled: true }],
    ['AccessDeniedByMetaException', 403, {}, { kind: 'deferred', isBlocked: true }],
    ['AccessDeniedException', 403, {}, { kind: 'deferred', isBlocked: true }],
    ['ResourceNotFoundException', 404, {}, { kind: 'deferred', isBlocked: true }],
    ['LimitExceededException', 402, {}, { kind: 'deferred', isBlocked: true }],
    ['InvalidParametersException', 400, {}, { kind: 'refused', fault: 'message' }],
    ['ValidationException', 400, {}, { kind: 'refused', fault: 'message' }],
    ['InvalidParametersException', 400, { message: '(#131026) x' }, { kind: 'refused', fault: 'address' }],
    ['InvalidParametersException', 400, { message: '(#132001) x' }, { kind: 'refused', fault: 'message' }],
    ['InvalidParametersException', 400, { message: '(#131042) x' }, { kind: 'deferred', isBlocked: true }],
    [
      'InvalidParametersException',
      400,
      { message: '(#131056) x' },
      { kind: 'deferred', reason: 'meta_131056', isThrottled: true },
    ],
    [
      'InvalidParametersException',
      400,
      { message: '(#131016) x' },
      { kind: 'deferred', reason: 'meta_131016' },
    ],
  ])('%s (%i) with %j is %j', async (name, status, body, expected) => {
    expect(await answer(fail(status, name, body))).toMatchObject(expected);
  });

  it.each([
    ['InternalServiceException', 500],
    ['DependencyException', 502],
  ])('%s (%i) leaves the outcome unknown', async (name, status) => {
    await expect(answer(fail(status, name))).rejects.toThrow();
  });

  it('without a message id leaves the outcome unknown', async () => {
    await expect(answer({ status: 200, body: {} })).rejects.toMatchObject({
      code: 'provider_answer_unclear',
    });
  });
});
