/** Findings on the account and the stage that no local cloud has, and the words of all of them. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkAccount, prices } from '../../../app/doctor/check-account.ts';
import { checkConfigurationSet } from '../../../app/doctor/check-configuration-set.ts';
import {
  checkAlarmTarget,
  checkConcurrency,
  checkDeadLetters,
  checkSharedIds,
} from '../../../app/doctor/check-operation.ts';
import { checkRate, findPromotionalRate } from '../../../app/doctor/check-rate.ts';
import { checkReputation } from '../../../app/doctor/check-reputation.ts';
import { checkUnsubscribe } from '../../../app/doctor/check-unsubscribe.ts';
import { checkWarmUp, type WarmUpNeeds } from '../../../app/doctor/check-warm-up.ts';
import { examineDeployment } from '../../../app/doctor/examine-stage.ts';
import {
  createFinding,
  type Finding,
  type FindingCode,
  type FindingValues,
  findingCodes,
} from '../../../app/doctor/finding.ts';
import type { Reputation } from '../../../app/ports/account-watch.ts';
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
const rate = { emailRate: 14, emailReserve: 10 };
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
    const found = checkAccount({ ...healthy, ...changes }, rate, planned);
    expect(found.map(({ code }) => code)).toEqual(expect.arrayContaining(expected));
    const quota = found.filter(({ check, state }) => check === 'quota' || state !== 'ok');
    expect(quota.map(({ code }) => code)).toEqual(expected);
  });

  it('says how long a campaign takes at the rate, or by the quota', () => {
    const describeQuota = (recipients: number) => {
      const found = checkAccount(healthy, rate, { recipients, campaign: 'spring' });
      const quota = found.find(({ check }) => check === 'quota');
      return quota === undefined ? '' : describeFinding(quota).found;
    };
    expect(describeQuota(30_000)).toBe(
      'The campaign spring with 30,000 recipients takes about 39 minutes. SES sends 14 emails a second and 50,000 a day.',
    );
    expect(describeQuota(120_000)).toContain('takes 3 days');
  });

  it.each<[number, number, boolean, FindingCode]>([
    [14, 14, true, 'rate_ok'],
    [2, 500, true, 'rate_ok'],
    [15, 14, true, 'rate_exceeded'],
    [2, 1, false, 'rate_exceeded'],
    [0, 119, true, 'rate_unpaced'],
    [0, 120, true, 'rate_spare'],
    [0, 1, false, 'rate_skipped'],
  ])('emailRate %i, %i of SES, production %s: %s', (emailRate, perSecond, isProduction, code) => {
    const quota = { ...healthy.quota, perSecond };
    expect(checkRate({ emailRate, emailReserve: 10 }, { ...healthy, isProduction, quota }).code).toBe(code);
  });

  it('sends promotional email at the lower rate of the stage, without its reserve, and the account', () => {
    expect(findPromotionalRate({ emailRate: 100, emailReserve: 25 }, 500)).toBe(75);
    expect(findPromotionalRate({ emailRate: 100, emailReserve: 25 }, 50)).toBe(50);
    expect(findPromotionalRate({ emailRate: 0, emailReserve: 10 }, 500)).toBe(120);
    expect(readFileSync('docs/scale.md', 'utf8')).toContain('2 senders × ~60 a second = 120');
  });

  it.each<[Reputation, FindingCode]>([
    [{}, 'reputation_unmeasured'],
    [{ bounceRate: 0.0399, complaintRate: 0.00079 }, 'reputation_ok'],
    [{ bounceRate: 0.04 }, 'reputation_high'],
    [{ bounceRate: 0, complaintRate: 0.0008 }, 'reputation_high'],
    [{ bounceRate: 0.1, complaintRate: 0 }, 'reputation_critical'],
    [{ complaintRate: 0.005 }, 'reputation_critical'],
  ])('rated %j: %s', (reputation, code) => {
    expect(checkReputation(reputation).code).toBe(code);
  });

  it('costs what docs/benchmarks.md has measured', () => {
    const page = readFileSync('docs/benchmarks.md', 'utf8');
    expect(page).toContain(`| a campaign's recipient, without SES | $${prices.percorso} |`);
  });
});

describe('a warm-up', () => {
  const warmUp = { domain: 'news.example', start: '2026-12-01', first: 200, factor: 1.5 };
  const now = Date.parse('2026-12-04T10:00:00Z');
  const planned = { recipients: 2000, campaign: 'spring' };
  const check = (changes: Partial<WarmUpNeeds>, factor = 1.5) =>
    checkWarmUp(
      { ...warmUp, factor },
      { perDay: Number.POSITIVE_INFINITY, planned: undefined, now, ...changes },
    );

  it.each<[Partial<WarmUpNeeds>, FindingCode[], Partial<FindingValues>]>([
    [{}, ['warm_up_ok'], { day: 4, ceiling: 675, ends: '2026-12-23' }],
    [{ planned: { ...planned, recipients: 675 } }, ['warm_up_ok'], {}],
    // 675 + 1,012 + 1,518
    [{ planned }, ['warm_up_slows'], { days: 3, date: '2026-12-06' }],
    [{ perDay: 1517 }, ['warm_up_over_quota'], { date: '2026-12-06', wanted: 1518 }],
    [{ perDay: 200, planned }, ['warm_up_over_quota', 'warm_up_slows'], { date: '2026-12-04' }],
    [{ now: Date.parse('2027-01-01') }, ['warm_up_over'], { ends: '2026-12-23' }],
    [{ now: Date.parse('2026-11-28') }, ['warm_up_ok'], { day: -2, ceiling: 200 }],
  ])('%j: %j', (changes, expected, values) => {
    const findings = check(changes);
    expect(findings.map(({ code }) => code)).toEqual(expected);
    expect(findings[0]?.values).toMatchObject(values);
  });

  it('is in words, also without an end', () => {
    const describe = (findings: readonly Finding[]) => findings.map((each) => describeFinding(each).found);
    expect(describe(check({ planned }))).toEqual([
      'Day 4 of the warm-up: 675 promotional emails today, and a ceiling until 2026-12-23. The campaign spring with 2,000 recipients takes 3 days, until 2026-12-06.',
    ]);
    expect(describe(check({ planned: { recipients: 900_000, campaign: '' } }, 1))).toEqual([
      'Day 4 of the warm-up: 200 promotional emails today. A campaign with 900,000 recipients takes more than ten years.',
    ]);
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
    expect(checkAlarmTarget(undefined, false).code).toBe('alarms_without_target');
  });
});

describe('ids of several users', () => {
  it('are a warning if one has ten of them', async () => {
    const day = 86_400_000;
    const makeReader = (users: number) => ({
      listConflicts: async (since: number) => ({
        conflicts: [
          {
            key: { type: 'anonymousId' as const, value: 'kiosk' },
            claimants: Array.from({ length: users }, (_, index) => `P${index}`),
            ...{ since, lastAt: since, source: 'shop.web' },
          },
        ],
      }),
    });
    expect(await checkSharedIds(makeReader(9), 40 * day)).toMatchObject({
      code: 'shared_ids_ok',
      values: { conflicts: 1 },
    });
    const crowded = await checkSharedIds(makeReader(10), 40 * day);
    expect(crowded).toMatchObject({
      code: 'shared_ids_crowded',
      values: { ids: 1, kind: 'anonymousId', source: 'shop.web' },
    });
    expect(JSON.stringify([crowded, describeFinding(crowded)])).not.toContain('kiosk');
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
