/** The local SES accepts, refuses and reports back as AWS documents. */
import { beforeEach, describe, expect, it } from 'vitest';
import {
  call,
  cloud,
  email,
  names,
  send,
  service,
  simple,
  startReporting,
  startSes,
} from '../../../harness/ses-session.ts';

beforeEach(startReporting);

describe('an ordinary email', () => {
  it('is captured with its headers, parts and tags, and counted by recipient', async () => {
    const headers = [
      { Name: 'List-Unsubscribe', Value: '<https://example.com/u/1>' },
      { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
    ];
    const messageId = await send(
      ['ada@example.org', 'bob@example.org'],
      { EmailTags: [{ Name: 'message_id', Value: 'm-1' }], ReplyToAddresses: ['help@example.com'] },
      simple({ Headers: headers }),
    );
    expect(cloud.messages).toMatchObject([
      {
        id: messageId,
        channel: 'email',
        to: 'ada@example.org, bob@example.org',
        subject: 'Hello',
        html: '<p>Hi</p>',
        text: 'Hi',
        headers: {
          'List-Unsubscribe': '<https://example.com/u/1>',
          'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          'Reply-To': 'help@example.com',
        },
        tags: { message_id: 'm-1' },
        outcome: 'delivered',
        time: '2026-11-22T10:00:00.000Z',
      },
    ]);
    expect(cloud.units.get('ses.messages')).toBe(2);
  });

  it('is reported as sent and as delivered, in the form SES publishes', async () => {
    const messageId = await send('ada@example.org', { EmailTags: [{ Name: 'message_id', Value: 'm-1' }] });
    expect(names()).toEqual(['Email Sent', 'Email Delivered']);
    expect(cloud.events[1]).toMatchObject({
      source: 'aws.ses',
      resources: ['arn:aws:ses:us-east-1:000000000000:configuration-set/main'],
      detail: {
        eventType: 'Delivery',
        mail: {
          messageId,
          timestamp: '2026-11-22T10:00:00.000Z',
          source: 'Shop <hello@example.com>',
          destination: ['ada@example.org'],
          tags: {
            message_id: ['m-1'],
            'ses:configuration-set': ['main'],
            'ses:from-domain': ['example.com'],
          },
          commonHeaders: { subject: 'Hello', from: ['Shop <hello@example.com>'] },
        },
        delivery: { recipients: ['ada@example.org'], smtpResponse: '250 2.6.0 Message received' },
      },
    });
  });

  it('is not reported without an event destination', async () => {
    await startSes(['bounce']);
    await send('ada@example.org');
    await call('SendEmail', { ...email('ada@example.org'), ConfigurationSetName: undefined });
    expect(cloud.events).toEqual([]);
    expect(cloud.messages).toHaveLength(2);
  });

  it('can be raw MIME', async () => {
    const mime = [
      'From: hello@example.com',
      'To: ada@example.org',
      'Subject: =?UTF-8?B?UGVyw7I=?=',
      'X-Kind: raw',
      'Content-Type: multipart/alternative; boundary="b"',
      '',
      '--b',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'per=C3=B2 =',
      'qui',
      '--b',
      'Content-Type: text/html',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from('<b>però</b>').toString('base64'),
      '--b--',
    ].join('\r\n');
    await call('SendEmail', { Content: { Raw: { Data: Buffer.from(mime).toString('base64') } } });
    expect(cloud.messages[0]).toMatchObject({
      to: 'ada@example.org',
      subject: 'Però',
      text: 'però qui',
      html: '<b>però</b>',
      headers: { 'X-Kind': 'raw' },
    });
  });
});

describe('a bad request', () => {
  it.each([
    ['no sender', { FromEmailAddress: undefined }],
    ['a sender without domain', { FromEmailAddress: 'hello' }],
    ['a recipient that is no address', { Destination: { ToAddresses: ['not an address@x'] } }],
    ['a recipient outside ASCII', { Destination: { ToAddresses: ['josé@example.org'] } }],
    ['no recipient', { Destination: {} }],
    [
      '51 recipients',
      { Destination: { ToAddresses: Array.from({ length: 51 }, (_, at) => `a${at}@example.org`) } },
    ],
    ['a stored template', { Content: { Template: { TemplateName: 'x' } } }],
    ['no content', { Content: {} }],
    ['a tag with a blank', { EmailTags: [{ Name: 'a', Value: 'b c' }] }],
    ['a tenant without a configuration set', { ConfigurationSetName: undefined, TenantName: 'shop' }],
    ['list management', { ListManagementOptions: { ContactListName: 'x' } }],
    [
      'a header of SES itself',
      { Content: { Simple: simple({ Headers: [{ Name: 'Subject', Value: 'x' }] }) } },
    ],
    [
      'a header with a line break',
      { Content: { Simple: simple({ Headers: [{ Name: 'X-A', Value: 'x\r\nBcc: y' }] }) } },
    ],
    [
      '16 headers',
      {
        Content: {
          Simple: simple({
            Headers: Array.from({ length: 16 }, (_, at) => ({ Name: `X-${at}`, Value: 'x' })),
          }),
        },
      },
    ],
  ])('with %s is refused before anything is sent', async (_what, change) => {
    await expect(call('SendEmail', { ...email('ada@example.org'), ...change })).rejects.toMatchObject({
      code: 'BadRequestException',
      status: 400,
    });
    expect(cloud.messages).toEqual([]);
    expect(cloud.units.size).toBe(0);
  });

  it('names a configuration set that does not exist', async () => {
    const attempt = send('ada@example.org', { ConfigurationSetName: 'other' });
    await expect(attempt).rejects.toMatchObject({ code: 'NotFoundException', status: 404 });
  });

  it('comes from an unverified sender', async () => {
    await send('ada@example.org', { FromEmailAddress: 'news@mail.example.com' });
    const attempt = send('ada@example.org', { FromEmailAddress: 'news@other.com' });
    await expect(attempt).rejects.toMatchObject({ code: 'MessageRejected' });
  });

  it('exceeds the sending rate, until the next second', async () => {
    await startSes([], { maxSendRate: 2 });
    await send('ada@example.org');
    await send('ada@example.org');
    await expect(send('ada@example.org')).rejects.toMatchObject({
      code: 'TooManyRequestsException',
      status: 429,
    });
    cloud.time += 1000;
    await send('ada@example.org');
  });
});

describe('a sending identity', () => {
  it('is verified when it is created, and may send until it is deleted', async () => {
    await expect(call('GetEmailIdentity', { EmailIdentity: 'shop.org' })).rejects.toMatchObject({
      code: 'NotFoundException',
      status: 404,
    });
    expect(await call('CreateEmailIdentity', { EmailIdentity: 'Shop.org' })).toMatchObject({
      IdentityType: 'DOMAIN',
      VerifiedForSendingStatus: true,
    });
    await send('ada@example.org', { FromEmailAddress: 'news@shop.org' });
    expect(await call('GetEmailIdentity', { EmailIdentity: 'shop.org' })).toMatchObject({
      VerificationStatus: 'SUCCESS',
    });
    await call('DeleteEmailIdentity', { EmailIdentity: 'shop.org' });
    const attempt = send('ada@example.org', { FromEmailAddress: 'news@shop.org' });
    await expect(attempt).rejects.toMatchObject({ code: 'MessageRejected' });
  });

  it('is neither nonsense nor there twice', async () => {
    const create = (EmailIdentity: string) => call('CreateEmailIdentity', { EmailIdentity });
    await expect(create('shop')).rejects.toMatchObject({ code: 'BadRequestException' });
    await expect(create('example.com')).rejects.toMatchObject({ code: 'AlreadyExistsException' });
  });

  it('of the stack stays when all is reset, and others go', async () => {
    await call('CreateEmailIdentity', { EmailIdentity: 'shop.org' });
    await service.reset();
    const { EmailIdentities } = await call('ListEmailIdentities', {});
    expect(EmailIdentities).toMatchObject([{ IdentityName: 'example.com' }]);
  });
});
