/** The circuit breaker: when it pauses a domain, and when it does not. */
import { describe, expect, it } from 'vitest';
import { createMemoryPauseStore } from '../../../adapters/memory/pause-store.ts';
import { createMemoryProgramStore } from '../../../adapters/memory/program-store.ts';
import { createMemoryStatisticsStore } from '../../../adapters/memory/statistics-store.ts';
import { runBreaker } from '../../../app/breaker/run-breaker.ts';
import { resumeLabel } from '../../../app/publish/change-pause.ts';
import { nameBatch } from '../../../app/runtime/batch-names.ts';
import { formatUtcDay } from '../../../engine/base/time-units.ts';
import { readSendingDomain, type StreamCounts } from '../../../engine/channels/email-streams.ts';
import type { BreakerPolicy } from '../../../engine/model/documents/deliverability-policy.ts';

const hour = 3_600_000;
const now = Date.parse('2026-11-20T10:00:00Z');

async function open(breaker?: BreakerPolicy | false) {
  const programs = createMemoryProgramStore();
  const policy = {
    kind: 'policy',
    id: 'p',
    status: 'live',
    ...(breaker === undefined ? {} : { breaker }),
  } as const;
  await programs.setCurrent(0, { version: 1, hash: 'h', chunks: 0, policy });
  const statistics = createMemoryStatisticsStore();
  const pauses = createMemoryPauseStore();
  const counters: Record<string, number> = {};
  const telemetry = {
    ...{ info() {}, warn() {}, error() {} },
    count(metric: string, quantity = 1) {
      counters[metric] = (counters[metric] ?? 0) + quantity;
    },
  };
  let batches = 0;
  return {
    pauses,
    counters,
    note: (counts: StreamCounts, at = now - hour) =>
      statistics.put({
        batch: nameBatch('email', at, `b${++batches}`),
        day: formatUtcDay(at),
        counts: {},
        streams: counts,
      }),
    run: (at = now) => runBreaker({ programs, statistics, pauses }, telemetry, at),
    listPaused: async () =>
      (await pauses.list()).filter(({ isPaused }) => isPaused).map(({ label }) => label),
  };
}

const news = 'promotional/news.example';

describe('the breaker', () => {
  it.each<[string, BreakerPolicy | false | undefined, StreamCounts[string], boolean]>([
    ['0.1% complaints', undefined, { sent: 2000, complained: 2 }, false],
    ['more than 0.1% complaints', undefined, { sent: 2000, complained: 3 }, true],
    ['5% bounces', undefined, { sent: 2000, bounced: 100 }, false],
    ['more than 5% bounces', undefined, { sent: 2000, bounced: 101 }, true],
    ['too few emails', undefined, { sent: 999, bounced: 900 }, false],
    ['reports without a message in the window', undefined, { complained: 50 }, false],
    ['a smaller minimum', { minimum: 10 }, { sent: 10, bounced: 1 }, true],
    ['wider limits', { bounces: 20, complaints: 1 }, { sent: 2000, bounced: 300, complained: 20 }, false],
    ['no breaker', false, { sent: 2000, bounced: 2000 }, false],
  ])('after %s', async (_, policy, counts, isPaused) => {
    const { note, run, listPaused, counters } = await open(policy);
    await note({ [news]: counts });
    await run();
    expect(await listPaused()).toEqual(isPaused ? ['sending/news.example'] : []);
    expect(counters['BreakersOpen']).toBe(isPaused ? 1 : undefined);
  });

  it('adds up the window over midnight, and pauses only the domain at fault, with the figures', async () => {
    const { note, run, pauses } = await open();
    await note({ [news]: { sent: 1500 } }, now - 20 * hour);
    await note({ [news]: { sent: 500, complained: 3 }, 'promotional/ok.example': { sent: 5000 } });
    await note({ [news]: { complained: 90 } }, now - 25 * hour);
    await run();
    await run(now + hour);
    expect(await pauses.list()).toEqual([
      {
        label: 'sending/news.example',
        isPaused: true,
        revision: 1,
        steps: [
          {
            action: 'pause',
            at: now,
            by: 'breaker',
            reason: '0.15% complaints (3 of 2000 promotional emails from news.example); the limit is 0.1%',
          },
        ],
      },
    ]);
  });

  it('never pauses transactional email, and counts a warning', async () => {
    const { note, run, listPaused, counters } = await open();
    await note({ 'transactional/shop.example': { sent: 2000, bounced: 500 } });
    await run();
    expect(await listPaused()).toEqual([]);
    expect(counters).toEqual({ BreakerWarnings: 1 });
  });

  it('counts only what is sent after a resume', async () => {
    const { note, run, pauses, listPaused } = await open();
    await note({ [news]: { sent: 2000, bounced: 500 } });
    await run();
    await resumeLabel('sending/news.example', { pauses }, { at: now, by: 'ida', reason: 'List removed.' });
    await note({ [news]: { sent: 2000, bounced: 10 } }, now + hour);
    await run(now + 2 * hour);
    expect(await listPaused()).toEqual([]);
    await note({ [news]: { bounced: 200 } }, now + 3 * hour);
    await run(now + 4 * hour);
    expect(await listPaused()).toEqual(['sending/news.example']);
  });
});

it.each([
  ['Shop <hello@News.Example>', 'news.example'],
  ['hello@bücher.example', 'xn--bcher-kva.example'],
  ['"a@b" <x@mail.shop.example>', 'mail.shop.example'],
])('the sending domain of %s is %s', (sender, expected) => {
  expect(readSendingDomain(sender)).toBe(expected);
});
