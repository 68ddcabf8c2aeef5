/** What comes back from the local SES: simulator, opens and complaints, suppression; its settings. */
import { beforeEach, describe, expect, it } from 'vitest';
import {
  BUS,
  call,
  cloud,
  email,
  names,
  send,
  service,
  startReporting,
  startSes,
} from '../../../harness/ses-session.ts';

beforeEach(startReporting);

describe('the mailbox simulator', () => {
  it.each([
    ['success', ['Email Sent', 'Email Delivered']],
    ['ooto', ['Email Sent', 'Email Delivered']],
    ['bounce+label', ['Email Sent', 'Email Bounced']],
    ['softbounce', ['Email Sent', 'Email Bounced']],
    ['expired', ['Email Sent', 'Email Bounced']],
    ['suppressionlist', ['Email Sent', 'Email Bounced']],
    ['complaint', ['Email Sent', 'Email Delivered', 'Email Complaint Received']],
  ])('answers %s as documented, and suppresses no one', async (name, expected) => {
    await send(`${name}@simulator.amazonses.com`);
    expect(names()).toEqual(expected);
    expect(await call('ListSuppressedDestinations', {})).toEqual({ SuppressedDestinationSummaries: [] });
  });

  it('distinguishes an unknown mailbox from a suppressed one', async () => {
    await send('bounce@simulator.amazonses.com');
    await send('suppressionlist@simulator.amazonses.com');
    const bounces = cloud.events.flatMap(({ detail }) => detail['bounce'] ?? []);
    expect(bounces).toMatchObject([
      {
        bounceType: 'Permanent',
        bounceSubType: 'General',
        bouncedRecipients: [{ emailAddress: 'bounce@simulator.amazonses.com' }],
      },
      { bounceType: 'Permanent', bounceSubType: 'Suppressed' },
    ]);
  });
});

describe('what a person does with an email', () => {
  it('is published where the set asks for it', async () => {
    const messageId = await send('ada@example.org');
    expect(service.engage({ messageId, type: 'open' })).toEqual({
      published: true,
      detailType: 'Email Opened',
    });
    service.engage({ messageId, type: 'click', link: 'https://example.com/a' });
    expect(cloud.events.at(-1)?.detail).toMatchObject({
      eventType: 'Click',
      click: { link: 'https://example.com/a' },
      mail: { messageId },
    });
    await startSes([]);
    expect(service.engage({ messageId: await send('a@b.org'), type: 'open' })).toMatchObject({
      published: false,
    });
  });

  it('puts the address on the suppression list, and later mail is accepted but not delivered', async () => {
    const messageId = await send('Ada@example.org');
    service.engage({ messageId, type: 'bounce' });
    const other = await send('bob@example.org');
    service.engage({ messageId: other, type: 'complain' });
    cloud.events.length = 0;
    await send('ada@example.org');
    await send('bob@example.org');
    expect(names()).toEqual(['Email Sent', 'Email Bounced', 'Email Sent', 'Email Complaint Received']);
    expect(cloud.events[1]?.detail).toMatchObject({ bounce: { bounceSubType: 'OnAccountSuppressionList' } });
    expect(cloud.events[3]?.detail).toMatchObject({
      complaint: { complaintSubType: 'OnAccountSuppressionList' },
    });
    expect(cloud.messages.slice(2)).toMatchObject([{ outcome: 'suppressed' }, { outcome: 'suppressed' }]);
  });

  it('stops a set only for the reasons that the set names', async () => {
    await service.create({
      logicalId: 'Transactional',
      type: 'AWS::SES::ConfigurationSet',
      properties: { Name: 'transactional', SuppressionOptions: { SuppressedReasons: ['BOUNCE'] } },
    });
    service.engage({ messageId: await send('ada@example.org'), type: 'complain' });
    service.engage({ messageId: await send('bob@example.org'), type: 'bounce' });
    const reset = { ConfigurationSetName: 'transactional' };
    await send('ada@example.org', reset);
    await send('bob@example.org', reset);
    const outcomes = cloud.messages.slice(2).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['delivered', 'suppressed']);
  });

  it('is refused for a message or an act that does not exist', async () => {
    expect(() => service.engage({ messageId: 'none', type: 'open' })).toThrow('No email with messageId none');
    const messageId = await send('ada@example.org');
    expect(() => service.engage({ messageId, type: 'print' })).toThrow(
      'give open, click, bounce or complain',
    );
  });
});

describe('the suppression list', () => {
  it('answers by date and reason, in pages', async () => {
    const start = cloud.time / 1000;
    for (let at = 0; at < 5; at += 1) {
      await call('PutSuppressedDestination', {
        EmailAddress: `a${at}@example.org`,
        Reason: at % 2 === 0 ? 'BOUNCE' : 'COMPLAINT',
      });
      cloud.time += 60_000;
    }
    const list = async (input: Record<string, unknown>): Promise<string[]> => {
      const found: string[] = [];
      let token: unknown;
      do {
        const page = await call('ListSuppressedDestinations', {
          ...input,
          PageSize: '2',
          ...(token !== undefined && { NextToken: token }),
        });
        for (const { EmailAddress } of page['SuppressedDestinationSummaries'] as { EmailAddress: string }[])
          found.push(EmailAddress.slice(0, 2));
        token = page['NextToken'];
      } while (token !== undefined);
      return found;
    };
    expect(await list({})).toEqual(['a0', 'a1', 'a2', 'a3', 'a4']);
    expect(await list({ Reasons: ['COMPLAINT'] })).toEqual(['a1', 'a3']);
    expect(await list({ StartDate: start + 120, EndDate: start + 180 })).toEqual(['a2', 'a3']);
    expect(await list({ StartDate: new Date(cloud.time - 60_000).toISOString() })).toEqual(['a4']);
  });

  it('lets an address go', async () => {
    await call('PutSuppressedDestination', { EmailAddress: 'ada@example.org', Reason: 'BOUNCE' });
    expect(await call('GetSuppressedDestination', { EmailAddress: 'ADA@example.org' })).toMatchObject({
      SuppressedDestination: {
        EmailAddress: 'ada@example.org',
        Reason: 'BOUNCE',
        LastUpdateTime: cloud.time / 1000,
      },
    });
    await call('DeleteSuppressedDestination', { EmailAddress: 'ada@example.org' });
    const gone = call('GetSuppressedDestination', { EmailAddress: 'ada@example.org' });
    await expect(gone).rejects.toMatchObject({ code: 'NotFoundException', status: 404 });
  });
});

describe('settings and permissions', () => {
  it('need leave for the identity and for the configuration set', () => {
    const input = email('ada@example.org');
    const needed = service.requirements({
      service: 'ses',
      operation: 'SendEmail',
      input,
      principal: { kind: 'operator' },
      requestId: 'r',
    });
    expect(needed).toMatchObject([
      {
        action: 'ses:SendEmail',
        resource: 'arn:aws:ses:us-east-1:000000000000:identity/example.com',
        context: { 'ses:FromAddress': 'hello@example.com', 'ses:FromDisplayName': 'Shop' },
      },
      { action: 'ses:SendEmail', resource: 'arn:aws:ses:us-east-1:000000000000:configuration-set/main' },
    ]);
  });

  it('refuse an event destination that SES or the local cloud does not have', async () => {
    const create = (EventDestination: unknown) =>
      service.create({
        logicalId: 'E',
        type: 'AWS::SES::ConfigurationSetEventDestination',
        properties: { ConfigurationSetName: 'main', EventDestination },
      });
    await expect(create({ MatchingEventTypes: ['send'], SnsDestination: {} })).rejects.toThrow(
      'only EventBridgeDestination',
    );
    const custom = { EventBusArn: BUS.replace('default', 'custom') };
    await expect(create({ MatchingEventTypes: ['send'], EventBridgeDestination: custom })).rejects.toThrow(
      'default event bus only',
    );
    await expect(
      create({ MatchingEventTypes: ['sent'], EventBridgeDestination: { EventBusArn: BUS } }),
    ).rejects.toThrow('unknown event type sent');
  });
});
