/** Findings on the account and the stage that no local cloud has, and the words of all of them. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkAccount, prices } from '../../../app/doctor/check-account.ts';
import { checkConfigurationSet } from '../../../app/doctor/check-configuration-set.ts';
import { checkAlarms, checkConcurrency, checkDeadLetters } from '../../../app/doctor/check-operation.ts';
import { checkUnsubscribe } from '../../../app/doctor/check-unsubscribe.ts';
import { examineDeployment } from '../../../app/doctor/examine-stage.ts';
import { createFinding, type FindingCode, findingCodes } from '../../../app/doctor/finding.ts';
import type { SendingState, StageAccount } from '../../../app/ports/stage-account.ts';
import { describeFinding } from '../../../cli/output/doctor/finding-words.ts';

const healthy: SendingState = {
  isProduction: true,
  isEnabled: true,
  enforcement: 'HEALTHY',
  quota: { perDay: 50_000, perSecond: 14, sentLastDay: 20_000 },
  suppressedReasons: ['BOUNCE', 'COMPLAINT'],
  plan: 'NONE',
};
const codes = Object.keys(findingCodes) as FindingCode[];

describe('the account', () => {
  it.each<[Partial<SendingState>, number | undefined, FindingCode[]]>([
    [{}, 30_000, ['quota_ok']],
    [{}, undefined, ['quota_unplanned']],
    // One more than the email of the last 24 hours leaves.
    [{}, 30_001, ['quota_in_use']],
    [{}, 50_001, ['quota_exceeded']],
    [{ enforcement: 'PROBATION' }, 1, ['sending_under_review', 'quota_ok']],
    [{ enforcement: 'SHUTDOWN' }, 1, ['sending_disabled', 'quota_ok']],
    [{ isProduction: false }, 1, ['sandbox', 'quota_ok']],
    [{ suppressedReasons: [] }, 1, ['quota_ok', 'suppression_incomplete']],
    [{ plan: 'ENTERPRISE' }, 1, ['quota_ok', 'price_by_plan']],
  ])('%j with %s recipients: %j', (changes, recipients, expected) => {
    const planned = recipients === undefined ? undefined : { recipients, campaign: 'spring' };
    const found = checkAccount({ ...healthy, ...changes }, planned);
    expect(found.map(({ code }) => code)).toEqual(expect.arrayContaining(expected));
    const quota = found.filter(({ check, state }) => check === 'quota' || state !== 'ok');
    expect(quota.map(({ code }) => code)).toEqual(expected);
  });

  it('says how long a campaign takes at the rate, or by the quota', () => {
    const describeQuota = (recipients: number) => {
      const found = checkAccount(healthy, { recipients, campaign: 'spring' });
      const quota = found.find(({ check }) => check === 'quota');
      return quota === undefined ? '' : describeFinding(quota).found;
    };
    expect(describeQuota(30_000)).toBe(
      'The campaign spring with 30,000 recipients takes about 35 minutes. SES sends 14 emails a second and 50,000 a day.',
    );
    expect(describeQuota(120_000)).toContain('takes 3 days');
  });

  it('costs what docs/benchmarks.md has measured', () => {
    const page = readFileSync('docs/benchmarks.md', 'utf8');
    expect(page).toContain(`| a campaign's recipient, without SES | $${prices.percorso} |`);
  });
});

describe('the stage', () => {
  const account = (set: Awaited<ReturnType<StageAccount['readConfigurationSet']>>) => ({
    readConfigurationSet: async () => set,
    listEventDestinations: async () => [
      { isEnabled: true, isDefaultBus: false, eventTypes: ['SEND', 'REJECT', 'DELIVERY'] },
      { isEnabled: false, isDefaultBus: true, eventTypes: ['BOUNCE'] },
      { isEnabled: true, isDefaultBus: true, eventTypes: ['SEND', 'REJECT', 'DELIVERY', 'COMPLAINT'] },
    ],
  });

  it('misses a configuration set, and events that only a disabled destination gets', async () => {
    expect(await checkConfigurationSet('main', account(undefined))).toMatchObject([
      { code: 'configuration_set_missing' },
    ]);
    expect(await checkConfigurationSet('main', account({ isEnabled: true }))).toMatchObject([
      { code: 'events_missing', values: { missing: 'BOUNCE' } },
    ]);
  });

  it('lets a transactional set send in spite of a complaint, and no promotional one', async () => {
    const set = { isEnabled: true, suppressedReasons: ['BOUNCE'] };
    const check = async (name: string) => (await checkConfigurationSet(name, account(set)))[1]?.code;
    expect(await check('percorso-prod-transactional')).toBe('suppression_ok');
    expect(await check('percorso-prod')).toBe('suppression_incomplete');
  });

  it('asks no endpoint that is missing or not HTTPS', async () => {
    const ask = () => Promise.reject(new Error('asked'));
    const probe = { get: ask, post: ask };
    expect(await checkUnsubscribe({ isLocal: false }, probe)).toMatchObject({
      code: 'unsubscribe_url_missing',
    });
    const plain = { isLocal: false, publicUrl: 'http://links.example.com' };
    expect(await checkUnsubscribe(plain, probe)).toMatchObject({ code: 'unsubscribe_not_https' });
    expect(examineDeployment(plain).map(({ code }) => code)).toEqual([
      'unsubscribe_not_https',
      'alarms_without_target',
    ]);
    const fit = { isLocal: false, publicUrl: 'https://links.example.com', alarmTopic: 'arn' };
    expect(examineDeployment(fit)).toEqual([]);
  });

  it('names the first queue with dead letters, and needs its concurrency unreserved', () => {
    const makeQueue = (name: string, waiting: number) => ({ name, waiting, url: '', arn: '' });
    expect(
      checkDeadLetters([makeQueue('bulk', 0), makeQueue('email', 2), makeQueue('sms', 1)]),
    ).toMatchObject({
      code: 'dead_letters_waiting',
      values: { waiting: 3, queue: 'email', queues: 'email, sms' },
    });
    expect(checkConcurrency({ limit: 1000, unreserved: 76 }, 76).code).toBe('concurrency_ok');
    expect(checkConcurrency({ limit: 1000, unreserved: 75 }, 76).code).toBe('concurrency_exceeded');
    expect(checkAlarms(undefined, false).code).toBe('alarms_without_target');
  });
});

describe('findings', () => {
  it.each(codes)('%s is in words, with what to do unless it is in order', (code) => {
    const finding = createFinding(code, { about: 'example.com', publishedAt: 0 });
    const { found, expected, remedy } = describeFinding(finding);
    expect(found).toMatch(/^.{10,}$/s);
    const isInOrder = finding.state === 'ok' || finding.state === 'skipped';
    expect([expected !== undefined, remedy !== undefined]).toEqual([!isInOrder, !isInOrder]);
  });

  it('have their checks in docs/cli.md', () => {
    const [, section = ''] = readFileSync('docs/cli.md', 'utf8').split('\n## doctor\n');
    const rows = section.split('\n## ')[0]?.match(/^\| `.*?\|/gm) ?? [];
    const named = rows.flatMap((row) => row.match(/(?<=`)[a-z-]+(?=`)/g) ?? []);
    const checks = codes.map((code) => createFinding(code).check).filter((check) => check !== 'dns');
    expect(named.sort()).toEqual([...new Set(checks)].sort());
  });
});
