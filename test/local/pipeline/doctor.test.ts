/** `percorso doctor` on the deployed stack: each state that it reports is brought about in SES, DNS, HTTP or the stage. */

import {
  DeleteEmailIdentityCommand,
  PutEmailIdentityDkimAttributesCommand,
  PutEmailIdentityDkimSigningAttributesCommand,
  PutEmailIdentityMailFromAttributesCommand,
} from '@aws-sdk/client-sesv2';
import { CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { DeleteParameterCommand } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { prices } from '../../../app/doctor/check-account.ts';
import { type DoctorCase, listAccountCases } from './doctor-account.ts';
import { listNumberCases } from './doctor-numbers.ts';
import { type DoctorStage, domain, mailFrom, openDoctorStage, tokens } from './doctor-stage.ts';

let stage: DoctorStage;

beforeAll(async () => {
  stage = await openDoctorStage();
});
beforeEach(() => stage.restore());
afterAll(() => stage.close());

it('finds a stage in order, asks the unsubscribe endpoint as a mail provider does, and says what it costs', async () => {
  const { exitCode, bad, isFit, findings } = await stage.examine('--recipients', '100000');
  expect({ bad, exitCode, isFit }).toEqual({ bad: [], exitCode: 0, isFit: true });
  expect(stage.web.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /u/percorso-doctor',
    'POST /u/percorso-doctor',
  ]);
  expect(stage.web.requests[1]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  const found = findings.map((finding) => finding.found).join('\n');
  expect(found).toContain('SPF includes SES, with 1 of 10 lookups.');
  expect(found).toContain('email is aligned by DKIM and SPF');
  const price = ((prices.ses + prices.percorso) / 10).toFixed(2);
  expect(found).toContain(`100,000 emails cost about $${price}`);
  expect(findings.filter(({ remedy }) => remedy !== undefined)).toEqual([]);
});

it('asks the stage’s own function, and skips what the local cloud does not have', async () => {
  const { exitCode, text } = await stage.session.percorso('doctor');
  expect(exitCode, text).toBe(0);
  expect(text).toMatch(/^ok +unsubscribe +http:\/\/127\.0\.0\.1:\d+ answers GET and POST\.$/m);
  expect(text).toMatch(/^skipped +dns /m);
  expect(text).toMatch(/^skipped +alarms /m);
  expect(text).toContain('The stage is fit to send.');
});

it('says how SES rates the account, and how many are notified', async () => {
  const TopicArn = stage.nameTopic('on-call');
  await stage.sns.send(new CreateTopicCommand({ Name: 'on-call' }));
  await stage.sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: 'arn:aws:sqs:::pager' }));
  await stage.changeAccount({ bounceRate: 0.0123, complaintRate: 0.0002 });
  const { exitCode, output } = await stage.run('doctor');
  expect(exitCode, output).toBe(0);
  expect(output).toContain('SES rates the account at 1.23% bounces and 0.02% complaints.');
  expect(output).toContain(`Alarms notify ${TopicArn}, with 1 confirmed subscription.`);
  expect(output).toContain('about 120 promotional emails a second. SES accepts 1,000.');
});

const putKeys = (key: string) => () => {
  for (const token of tokens) stage.dns.texts.set(`${token}.dkim.amazonses.com`, [key]);
};
const putSpf =
  (...records: string[]) =>
  () =>
    stage.dns.texts.set(mailFrom, records);
const putDmarc =
  (...records: string[]) =>
  () =>
    stage.dns.texts.set(`_dmarc.${domain}`, records);

// What is changed, the codes that it causes, and the exit code.
it.each<DoctorCase>([
  [
    'no identity',
    async () => {
      await stage.ses.send(new DeleteEmailIdentityCommand({ EmailIdentity: 'hello@example.com' }));
      await stage.ses.send(new DeleteEmailIdentityCommand({ EmailIdentity: domain }));
    },
    ['identity_missing'],
    1,
  ],
  [
    'an address without its domain',
    () => stage.ses.send(new DeleteEmailIdentityCommand({ EmailIdentity: domain })),
    ['dkim_address_only', 'mail_from_default', 'dmarc_unaligned'],
    1,
  ],
  [
    'DKIM that is off',
    () =>
      stage.ses.send(
        new PutEmailIdentityDkimAttributesCommand({ EmailIdentity: domain, SigningEnabled: false }),
      ),
    ['dkim_disabled'],
    1,
  ],
  [
    'a DKIM key of 1,024 bits in SES',
    () =>
      stage.ses.send(
        new PutEmailIdentityDkimSigningAttributesCommand({
          EmailIdentity: domain,
          SigningAttributesOrigin: 'AWS_SES',
          SigningAttributes: { NextSigningKeyLength: 'RSA_1024_BIT' },
        }),
      ),
    ['dkim_key_short'],
    0,
  ],
  [
    'no DKIM record',
    () => stage.dns.aliases.delete(`token2._domainkey.${domain}`),
    ['dkim_record_missing'],
    1,
  ],
  [
    'a DKIM record to another provider',
    () => stage.dns.aliases.set(`token2._domainkey.${domain}`, 's1.mailer.example.net'),
    ['dkim_record_wrong'],
    1,
  ],
  ['a DKIM key of 1,024 bits in DNS', () => putKeys(stage.keys[1024])(), ['dkim_record_short'], 0],
  [
    'SES’s own MAIL FROM domain',
    () => stage.ses.send(new PutEmailIdentityMailFromAttributesCommand({ EmailIdentity: domain })),
    ['mail_from_default'],
    0,
  ],
  ['no SPF record', putSpf('other text'), ['spf_missing'], 1],
  ['two SPF records', putSpf('v=spf1 include:amazonses.com ~all', 'v=spf1 -all'), ['spf_multiple'], 1],
  ['SPF without SES', putSpf('v=spf1 ip4:192.0.2.1 -all'), ['spf_without_ses'], 1],
  ['SES after the end of SPF', putSpf('v=spf1 -all include:amazonses.com'), ['spf_without_ses'], 1],
  ['SPF for everyone', putSpf('v=spf1 include:amazonses.com +all'), ['spf_open'], 1],
  [
    'SPF that includes nothing',
    putSpf('v=spf1 include:gone.example include:amazonses.com ~all'),
    ['spf_include_broken'],
    1,
  ],
  [
    'SPF with eleven lookups',
    () => {
      for (let at = 1; at <= 10; at++)
        stage.dns.texts.set(`spf${at}.example.net`, ['v=spf1 ip4:192.0.2.1 ~all']);
      const includes = Array.from({ length: 10 }, (_, at) => `include:spf${at + 1}.example.net`).join(' ');
      putSpf(`v=spf1 ${includes} include:amazonses.com ~all`)();
    },
    ['spf_lookups_exceeded'],
    1,
  ],
  ['no DMARC record', () => stage.dns.texts.delete(`_dmarc.${domain}`), ['dmarc_missing'], 1],
  ['two DMARC records', putDmarc('v=DMARC1; p=none', 'v=DMARC1; p=reject'), ['dmarc_multiple'], 1],
  ['DMARC without a policy', putDmarc('v=DMARC1; rua=mailto:a@example.com'), ['dmarc_invalid'], 1],
  ['DMARC with p=none', putDmarc('v=DMARC1; p=none; rua=mailto:a@example.com'), ['dmarc_none'], 0],
  ['a test of DMARC', putDmarc('v=DMARC1; p=reject; t=y'), ['dmarc_none'], 0],
  ['DNS that fails', () => stage.dns.broken.add(`_dmarc.${domain}`), ['dns_unreachable'], 1],
  ...listAccountCases(() => stage),
  ...listNumberCases(() => stage),
  ['a page that fails', () => stage.web.answers.push({ status: 502 }), ['unsubscribe_refused'], 1],
  [
    'a redirect',
    () => stage.web.answers.push({ status: 301, headers: { location: '/' } }),
    ['unsubscribe_refused'],
    1,
  ],
  [
    'a refused POST',
    () => stage.web.answers.push({ status: 200 }, { status: 405 }),
    ['unsubscribe_refused'],
    1,
  ],
  ['a broken connection', () => stage.web.answers.push('reset'), ['unsubscribe_unreachable'], 1],
  [
    'no link key',
    () => stage.ssm.send(new DeleteParameterCommand({ Name: stage.session.output('LinkKeyName') })),
    ['link_key_missing'],
    1,
  ],
])('reports %s', async (_what, change, codes, exitCode) => {
  await change();
  const report = await stage.examine('--recipients', '100000');
  expect({ bad: report.bad, exitCode: report.exitCode }).toEqual({ bad: codes, exitCode });
  for (const { state, expected, remedy } of report.findings) {
    if (state !== 'failed' && state !== 'warning') continue;
    expect([expected, remedy]).toEqual([expect.stringMatching(/.{10}/), expect.stringMatching(/.{10}/)]);
  }
});
