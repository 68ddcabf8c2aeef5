import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSesProvider } from '../../../adapters/providers/ses-email.ts';
import type { RenderedEmail } from '../../../app/ports/providers.ts';
import { type LoopbackServer, openLoopbackServer, type ServerAnswer } from '../../harness/loopback-server.ts';
import { connectTo, fail, sendWithAnswer } from '../../harness/provider-server.ts';
import { makeMessage } from '../../harness/sending-setup.ts';

let server: LoopbackServer;
beforeEach(async () => {
  server = await openLoopbackServer();
});
afterEach(async () => {
  vi.useRealTimers();
  await server.close();
});

const email: RenderedEmail = { subject: 'Hello', html: '<p>Hello</p>', text: 'Hello' };
const configurationSets = { promotional: 'set', transactional: 'set-transactional' };
const settings = {
  sender: 'Shop <hello@shop.example>',
  configurationSets,
  tenant: '',
  unsubscribeMailbox: '',
};
const ses = (overrides = {}) => createSesProvider(settings, { ...connectTo(server), ...overrides });

describe('email by SES', () => {
  it('sends content, tags and configuration set in one call', async () => {
    const message = makeMessage({ channel: 'email', to: 'ann@bücher.example', origin: 'rule:third order' });
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
          { Name: 'percorso-origin', Value: 'rule_third_order' },
          { Name: 'percorso-template', Value: 'greeting' },
          { Name: 'ses:feedback-id-a', Value: 'rule_third_order' },
          { Name: 'ses:feedback-id-b', Value: 'promotional' },
        ],
      },
    });
  });

  it.each([
    ['promotional', 'set'],
    ['transactional', 'set-transactional'],
  ] as const)('sends a %s message through the configuration set %s', async (messageClass, set) => {
    server.answers.push({ status: 200, body: { MessageId: 'ses-1' } });
    await ses().send(makeMessage({ channel: 'email', class: messageClass }), email);
    expect(server.requests[0]?.body).toMatchObject({ ConfigurationSetName: set });
    expect(server.requests[0]?.body).not.toHaveProperty('TenantName');
  });

  it('sends for the tenant of the stage, where it has one', async () => {
    server.answers.push({ status: 200, body: { MessageId: 'ses-1' } });
    const provider = createSesProvider({ ...settings, tenant: 'shop' }, connectTo(server));
    await provider.send(makeMessage({ channel: 'email' }), email);
    expect(server.requests[0]?.body).toMatchObject({ TenantName: 'shop' });
  });

  it('has the headers of its list, and its list in the feedback id', async () => {
    server.answers.push({ status: 200, body: { MessageId: 'ses-1' } });
    const unsubscribeUrl = 'https://links.example.com/u/abc';
    const list = { name: 'news', unsubscribeUrl, mailbox: 'stop@shop.example' };
    await ses().send(makeMessage({ channel: 'email' }), { ...email, list });
    const body = server.requests[0]?.body;
    expect(body).toHaveProperty('Content.Simple.Headers', [
      {
        Name: 'List-Unsubscribe',
        Value: `<${unsubscribeUrl}>, <mailto:stop@shop.example?subject=unsubscribe%20abc>`,
      },
      { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
      { Name: 'List-Id', Value: '<news.shop.example>' },
    ]);
    expect(body).toMatchObject({
      EmailTags: expect.arrayContaining([{ Name: 'ses:feedback-id-b', Value: 'news' }]),
    });
  });

  it('names the mailbox of the stage where the policy has none', async () => {
    server.answers.push({ status: 200, body: { MessageId: 'ses-1' } });
    const list = { name: 'news', unsubscribeUrl: 'https://links.example.com/u/abc' };
    const provider = createSesProvider(
      { ...settings, unsubscribeMailbox: 'stop@a.example' },
      connectTo(server),
    );
    await provider.send(makeMessage({ channel: 'email' }), { ...email, list });
    expect(server.requests[0]?.body).toHaveProperty(
      'Content.Simple.Headers.0.Value',
      '<https://links.example.com/u/abc>, <mailto:stop@a.example?subject=unsubscribe%20abc>',
    );
  });

  it('has only the web link where both do not fit into a header', async () => {
    server.answers.push({ status: 200, body: { MessageId: 'ses-1' } });
    const unsubscribeUrl = `https://links.example.com/u/${'a'.repeat(700)}`;
    const list = { name: 'news', unsubscribeUrl, mailbox: 'stop@shop.example' };
    await ses().send(makeMessage({ channel: 'email' }), { ...email, list });
    expect(server.requests[0]?.body).toHaveProperty('Content.Simple.Headers.0.Value', `<${unsubscribeUrl}>`);
  });

  it('sends no text part where there is no text', async () => {
    server.answers.push({ status: 200, body: { MessageId: 'ses-1' } });
    await ses().send(makeMessage({ channel: 'email' }), { ...email, text: '\n' });
    expect(server.requests[0]?.body).toHaveProperty('Content.Simple.Body', { Html: expect.anything() });
  });

  it.each([
    ['hello@shop.example', 'hello@shop.example'],
    ["Anna's Shop & Co <hello@shop.example>", "Anna's Shop & Co <hello@shop.example>"],
    ['Shop, Inc. <hello@shop.example>', '"Shop, Inc." <hello@shop.example>'],
    ['Caff\u00e8 <hello@b\u00fccher.example>', '=?UTF-8?B?Q2FmZsOo?= <hello@xn--bcher-kva.example>'],
  ])('names the sender %s as SES takes it', async (sender, expected) => {
    server.answers.push({ status: 200, body: { MessageId: 'ses-1' } });
    const provider = createSesProvider({ ...settings, sender }, connectTo(server));
    await provider.send(makeMessage({ channel: 'email' }), email);
    expect(server.requests[0]?.body).toMatchObject({ FromEmailAddress: expected });
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
    expect(await sendWithAnswer(server, ses(), email, fail(status, name, { message }))).toMatchObject(
      expected,
    );
    expect(server.requests).toHaveLength(1);
  });

  it.each([500, 502, 503, 504])('does not know what became of a message answered with %i', async (status) => {
    await expect(
      sendWithAnswer(server, ses(), email, fail(status, 'InternalServiceErrorException')),
    ).rejects.toThrow();
    expect(server.requests).toHaveLength(1);
  });

  it('treats the outcome as unknown after a broken connection or a time-out, and never calls twice', async () => {
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
