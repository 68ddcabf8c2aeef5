/** Settings of an account, of identities and of configuration sets in the local SES, and the sandbox. */
import { beforeEach, describe, expect, it } from 'vitest';
import { call, email, names, send, service, startReporting } from '../../../harness/ses-session.ts';

beforeEach(startReporting);

describe('the sandbox', () => {
  it('refuses recipients that are not verified, except the simulator’s, until AWS gives production access', async () => {
    service.account.change({ isSandbox: true });
    expect(await call('GetAccount', {})).toMatchObject({
      ProductionAccessEnabled: false,
      SendQuota: { Max24HourSend: 200, MaxSendRate: 1 },
    });
    await expect(send('ada@example.org')).rejects.toMatchObject({ code: 'MessageRejected' });
    await send('success@simulator.amazonses.com');
    await call('PutAccountDetails', { ProductionAccessEnabled: true, MailType: 'MARKETING' });
    expect(await call('GetAccount', {})).toMatchObject({ ProductionAccessEnabled: true });
  });

  it('accepts verified recipients', async () => {
    service.account.change({ isSandbox: true });
    await call('CreateEmailIdentity', { EmailIdentity: 'ada@example.org' });
    expect(await send('ada@example.org')).not.toBe('');
  });
});

describe('a configuration set', () => {
  const main = { ConfigurationSetName: 'main' };

  it('names its destinations with event types as the API does, and reports nothing without them', async () => {
    const { EventDestinations } = await call('GetConfigurationSetEventDestinations', main);
    expect(EventDestinations).toMatchObject([
      { Name: 'Events', Enabled: true, MatchingEventTypes: expect.arrayContaining(['SEND', 'CLICK']) },
    ]);
    await call('DeleteConfigurationSetEventDestination', { ...main, EventDestinationName: 'Events' });
    await send('ada@example.org');
    expect(names()).toEqual([]);
    await expect(
      call('DeleteConfigurationSetEventDestination', { ...main, EventDestinationName: 'Events' }),
    ).rejects.toMatchObject({ code: 'NotFoundException' });
    await service.reset();
    await send('ada@example.org');
    expect(names()).toEqual(['Email Sent', 'Email Delivered']);
  });

  it('refuses to send when sending is off, and uses the suppression list for its reasons alone', async () => {
    await call('PutSuppressedDestination', { EmailAddress: 'ada@example.org', Reason: 'COMPLAINT' });
    await call('PutConfigurationSetSuppressionOptions', { ...main, SuppressedReasons: ['BOUNCE'] });
    await send('ada@example.org');
    expect(names()).toEqual(['Email Sent', 'Email Delivered']);
    await call('PutConfigurationSetSendingOptions', { ...main, SendingEnabled: false });
    await expect(call('SendEmail', email('bob@example.org'))).rejects.toMatchObject({
      code: 'SendingPausedException',
    });
  });
});

describe('an identity', () => {
  const domain = { EmailIdentity: 'example.com' };

  it('has DKIM tokens and a MAIL FROM domain below it; an address has no keys of its own', async () => {
    expect(await call('GetEmailIdentity', domain)).toMatchObject({
      DkimAttributes: { Tokens: ['token1', 'token2', 'token3'], CurrentSigningKeyLength: 'RSA_2048_BIT' },
    });
    await call('PutEmailIdentityMailFromAttributes', { ...domain, MailFromDomain: 'bounce.example.com' });
    expect(await call('GetEmailIdentity', domain)).toMatchObject({
      MailFromAttributes: { MailFromDomain: 'bounce.example.com', MailFromDomainStatus: 'SUCCESS' },
    });
    await expect(
      call('PutEmailIdentityMailFromAttributes', { ...domain, MailFromDomain: 'bounce.example.org' }),
    ).rejects.toMatchObject({ code: 'BadRequestException' });
    await call('CreateEmailIdentity', { EmailIdentity: 'ada@example.org' });
    const address = await call('GetEmailIdentity', { EmailIdentity: 'ada@example.org' });
    expect(address).toMatchObject({ DkimAttributes: { SigningEnabled: false, Status: 'NOT_STARTED' } });
  });
});
