/** What status says of promotional email: the figures of the circuit breaker, and warm-ups. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryHostStore } from '../../../../adapters/memory/host-store.ts';
import { createMemoryPauseStore } from '../../../../adapters/memory/pause-store.ts';
import { createMemorySendingAllowance } from '../../../../adapters/memory/sending-allowance.ts';
import { createMemoryStatisticsStore } from '../../../../adapters/memory/statistics-store.ts';
import { pauseByBreaker, resumeLabel } from '../../../../app/publish/change-pause.ts';
import { nameBatch } from '../../../../app/runtime/batch-names.ts';
import { showStatus } from '../../../../cli/commands/documents/status.ts';
import { formatUtcDay } from '../../../../engine/base/time-units.ts';
import type { StreamCounts } from '../../../../engine/channels/email-streams.ts';
import type { Counts } from '../../../../engine/model/measures.ts';
import { openStage } from '../../../harness/recorded-life.ts';
import { makeOptOutPolicy } from '../../../harness/sample-documents.ts';

const now = Date.parse('2026-12-04T10:00:00Z');
const hour = 3_600_000;

async function open() {
  const { config, publish } = await openStage();
  const [statistics, allowance, pauses] = [
    createMemoryStatisticsStore(),
    createMemorySendingAllowance(),
    createMemoryPauseStore(),
  ];
  const hosts = createMemoryHostStore();
  let queued = 0;
  let batches = 0;
  return {
    publish,
    allowance,
    pauses,
    hosts,
    note: (counts: StreamCounts, at = now - hour) =>
      statistics.put({
        batch: nameBatch('email', at, `b${++batches}`),
        day: formatUtcDay(at),
        counts: {},
        streams: counts,
      }),
    count: (counts: Counts, at: number) =>
      statistics.put({ batch: nameBatch('email', at, `c${++batches}`), day: formatUtcDay(at), counts }),
    fill(count: number) {
      queued = count;
    },
    show: () =>
      showStatus({ ...config, pauses }, undefined, undefined, {
        ports: { statistics, allowance, hosts, queue: { count: async () => queued } },
        now,
      }),
  };
}

let stage: Awaited<ReturnType<typeof open>>;
beforeEach(async () => {
  stage = await open();
});

describe('unreadable consents in status', () => {
  it('are counted from the UTC day before, and not named when there are none', async () => {
    await stage.publish(makeOptOutPolicy());
    const text = 'statements of consents were neither a yes nor a no since 2026-12-03 (UTC)';
    expect((await stage.show()).lines?.join('\n')).not.toContain('neither a yes nor a no');
    const note = (count: number, at: number) =>
      stage.count({ consent: { 'decided.keep.consent_unreadable': count } }, at);
    await note(2, now - hour);
    await note(3, now - 20 * hour);
    await note(5, now - 48 * hour);
    const { lines, json } = await stage.show();
    expect(lines?.join('\n')).toContain(`5 ${text}`);
    expect(json).toMatchObject({ unreadableConsents: { since: '2026-12-03', count: 5 } });
  });
});

describe('the circuit breaker in status', () => {
  it('has the figures of each class and domain beside their limits', async () => {
    await stage.publish(makeOptOutPolicy('breaker: { bounces: 4, minimum: 100, window: PT12H }'));
    await stage.note({
      'promotional/news.example': { sent: 2000, bounced: 9, complained: 1 },
      'promotional/bad.example': { sent: 100, bounced: 5 },
      'transactional/news.example': { sent: 50, complained: 2 },
    });
    await stage.note({ 'promotional/news.example': { sent: 9 } }, now - 13 * hour);
    const { lines, json, exitCode } = await stage.show();
    expect(lines).toEqual(
      expect.arrayContaining([
        'Circuit breaker: email since 2026-12-03 22:00 UTC. From 100 emails on, the limits apply.',
        '  promotional    bad.example   100 sent    bounces 5% (5), limit 4%     complaints 0% (0), limit 0.1%     over a limit',
        '  promotional    news.example  2,000 sent  bounces 0.45% (9), limit 4%  complaints 0.05% (1), limit 0.1%  within the limits',
        '  transactional  news.example  50 sent     bounces 0% (0), limit 4%     complaints 4% (2), limit 0.1%     too few to evaluate',
      ]),
    );
    expect(json).toMatchObject({
      sending: {
        breaker: {
          from: '2026-12-03T22:00:00.000Z',
          minimum: 100,
          limits: { complained: 0.001, bounced: 0.04 },
          streams: [
            { class: 'promotional', domain: 'bad.example', bounceRate: 0.05, state: 'exceeded' },
            {
              class: 'promotional',
              domain: 'news.example',
              sent: 2000,
              complaintRate: 0.0005,
              state: 'within',
            },
            { class: 'transactional', domain: 'news.example', state: 'few' },
          ],
        },
        warmUps: [],
        smsCeilings: [],
      },
    });
    expect(exitCode).toBe(0);
  });

  it('counts from a resume on, and has no rate without emails', async () => {
    await stage.publish(makeOptOutPolicy());
    await stage.note({ 'promotional/news.example': { sent: 5000, bounced: 900 } }, now - 5 * hour);
    await pauseByBreaker('sending/news.example', stage.pauses, { at: now - 4 * hour, reason: 'Bounces' });
    await resumeLabel(
      'sending/news.example',
      { pauses: stage.pauses },
      { at: now - 2 * hour, by: 'ida', reason: 'List removed.' },
    );
    await stage.note({ 'promotional/news.example': { bounced: 1 } });
    expect((await stage.show()).lines).toContain(
      '  promotional  news.example  0 sent  bounces - (1), limit 5%  complaints - (0), limit 0.1%  too few to evaluate, since the resume at 2026-12-04 08:00 UTC',
    );
  });

  it('is off when the policy says so, and has no figures when nothing was sent or published', async () => {
    expect((await stage.show()).json).toMatchObject({ sending: null });
    await stage.publish(makeOptOutPolicy());
    expect((await stage.show()).lines).toContain('Circuit breaker: no email since 2026-12-03 10:00 UTC.');
    await stage.publish(makeOptOutPolicy('breaker: false'));
    const { lines, json } = await stage.show();
    expect(lines).toContain('The circuit breaker is off.');
    expect(json).toMatchObject({ sending: { breaker: null } });
  });
});

describe('hosts that fail in status', () => {
  it('are named with the reason and the next call, while calls wait', async () => {
    await stage.publish(makeOptOutPolicy());
    const { hosts } = stage;
    const fail = async (host: string, until: number) => {
      await hosts.addFailure(host, { reason: 'http_503', at: now - hour });
      await hosts.setPause(host, undefined, { since: now - hour, until, length: 900_000 });
    };
    await hosts.addFailure('well.example', { reason: 'timed_out', at: now });
    await fail('crm.example', now + 300_000);
    await fail('unused.example', now - hour);
    const { lines, json } = await stage.show();
    expect(lines?.filter((line) => line.startsWith('Calls to'))).toEqual([
      'Calls to crm.example wait since 2026-12-04 09:00 UTC, because it fails (http_503). The next call is made at 2026-12-04 10:05 UTC.',
    ]);
    const [since, nextCall] = ['2026-12-04T09:00:00.000Z', '2026-12-04T10:05:00.000Z'];
    expect(json).toMatchObject({
      sending: { pausedHosts: [{ host: 'crm.example', since, nextCall, reason: 'http_503' }] },
    });
  });
});

describe('a warm-up in status', () => {
  const warmUp = (start: string, factor = 1.5) =>
    makeOptOutPolicy(`warmUp: [{ domain: news.example, start: "${start}", first: 200, factor: ${factor} }]`);

  it('says what is sent, what is left, what waits and until when', async () => {
    await stage.publish(warmUp('2026-12-01'));
    await stage.allowance.claim('news.example', '2026-12-04', 675, 50);
    await stage.note({ 'promotional/news.example': { sent: 44 } });
    await stage.note({ 'promotional/news.example': { sent: 450 } }, now - 20 * hour);
    stage.fill(1000);
    const { lines, json } = await stage.show();
    expect(lines.join('\n')).toContain(`Warm-up of news.example: day 4, until 2026-12-23.
  Today: 44 sent, 625 of 675 left for senders to take.
  About 1,000 promotional emails wait in the queue. If all are from this domain and no other comes, the last of them goes on 2026-12-05.`);
    expect(json).toMatchObject({
      sending: { warmUps: [{ day: 4, ceiling: 675, taken: 50, sent: 44, waiting: 1000 }] },
    });
  });

  it.each([
    [
      '2026-12-10',
      1.5,
      'Warm-up of news.example: starts on 2026-12-10, and its first ceiling applies already.',
    ],
    ['2026-12-04', 1, 'Warm-up of news.example: day 1, without an end within ten years.'],
    ['2026-10-01', 2, 'The warm-up of news.example ended on 2026-10-14: the policy can leave it out.'],
  ])('from %s by %d: %s', async (start, factor, line) => {
    await stage.publish(warmUp(start, factor));
    expect((await stage.show()).lines).toContain(line);
  });
});

it('shows what is left of the ceilings of promotional SMS', async () => {
  await stage.publish(makeOptOutPolicy('sms: { dailyParts: 20000, dailySpend: 900 }'));
  await stage.allowance.claim('sms:parts', '2026-12-04', 20_000, 1250);
  await stage.allowance.claim('sms:spend', '2026-12-04', 90_000_000, 7_262_500);
  const { lines, json } = await stage.show();
  expect(lines).toEqual(
    expect.arrayContaining([
      'Promotional SMS today (UTC): 18,750 of 20,000 parts left for senders to take.',
      'Promotional SMS today (UTC): $827.375 of $900.00 left for senders to take.',
    ]),
  );
  expect(json).toMatchObject({
    sending: {
      smsCeilings: [
        { unit: 'parts', taken: 1250 },
        { unit: 'spend', ceiling: 90_000_000 },
      ],
    },
  });
});

it('names the journeys and campaigns that are paused', async () => {
  const journey = (id: string, status: string) =>
    `{ kind: journey, id: ${id}, status: ${status}, trigger: { event: A }, start: a, steps: { a: { type: end } } }`;
  await stage.publish(`${journey('welcome', 'paused')}\n---\n${journey('renewal', 'live')}`);
  const line = (await stage.show()).lines.find((text) => text.includes('journeys'));
  expect(line).toMatch(/journeys +2 \(1 paused: welcome\)/);
});
