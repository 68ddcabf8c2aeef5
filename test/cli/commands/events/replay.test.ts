import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deliverBatch } from '../../../../app/ingest/deliver-batch.ts';
import { type ReplayClock, type ReplayOptions, replayLines } from '../../../../app/ingest/replay-lines.ts';
import type {
  RefusedTouchpoint,
  SentTouchpoint,
  TouchpointSender,
} from '../../../../app/ports/touchpoint-sender.ts';
import { readLines } from '../../../../cli/files/read-lines.ts';
import { isPacked, parseMember, unpackEvent } from '../../../../engine/touchpoint/unpack-event.ts';
import { type Folder, openFolder, runCommand } from '../../../harness/run-command.ts';

let folder: Folder;
beforeEach(() => {
  folder = openFolder();
});
afterEach(() => folder.remove());

const now = Date.parse('2026-11-22T12:00:00Z');
const touchpoint: SentTouchpoint = { source: 's', name: 'A', detail: {} };

function lineOf(index: number, day = '2026-11-22'): string {
  return JSON.stringify({ event: 'A', userId: `u${index}`, timestamp: `${day}T00:00:00Z` });
}

function replay(
  lines: readonly string[],
  sender: TouchpointSender,
  options: Partial<ReplayOptions> = {},
  from = 1,
) {
  const file = join(folder.path, 'events.jsonl');
  writeFileSync(file, lines.join('\n'));
  const settings = { source: 'replay', now, isChecked: true, isFutureTaken: true };
  return replayLines(readLines(file, from, settings), sender, {
    parallel: 3,
    every: 'P1D',
    onProgress() {},
    ...options,
  });
}

function createSender(answer: (batch: readonly SentTouchpoint[]) => readonly RefusedTouchpoint[] = () => []) {
  const calls: (readonly SentTouchpoint[])[] = [];
  const sender: TouchpointSender = {
    async send(batch) {
      calls.push(batch);
      return answer(batch);
    },
    close() {},
  };
  return { sender, calls };
}

describe('replaying a file', () => {
  it('sends numbers longer than a double holds with all their digits', async () => {
    const { sender, calls } = createSender();
    const order = (id: string) => `{"event":"A","userId":"u","properties":{"order":${id}}}`;
    await replay([order('90071992547409931'), order('90071992547409937')], sender);
    const sent = calls.flat().map(({ detail }) => detail['properties']);
    expect(sent).toEqual([{ order: '90071992547409931' }, { order: '90071992547409937' }]);
  });

  it('sends every line once, ten per call, and reports bad lines by number', async () => {
    const { sender, calls } = createSender();
    const lines = Array.from({ length: 35 }, (_, index) => lineOf(index));
    lines[4] = 'not json';
    lines[9] = '{"event":"A"}';
    lines[11] = '{"event":"A","userId":"x","source":"aws.s3"}';
    const { sent, bad } = await replay(lines, sender);
    expect(sent).toBe(32);
    expect(bad.map(({ line }) => line)).toEqual([5, 10, 12]);
    expect(calls.map((call) => call.length).sort()).toEqual([10, 10, 10, 2]);
  });

  it('gives the same line the same id each time it is replayed, and other lines others', async () => {
    const ids = async () => {
      const { sender, calls } = createSender();
      await replay([lineOf(1), lineOf(1), lineOf(2)], sender);
      return calls.flat().map(({ detail }) => detail['messageId']);
    };
    const first = await ids();
    expect(new Set(first).size).toBe(3);
    expect(await ids()).toEqual(first);
  });

  it('keeps a call below the bus’s limit of 1 MB', async () => {
    const { sender, calls } = createSender();
    async function* large() {
      for (let line = 1; line <= 5; line += 1) yield { touchpoint: { ...touchpoint }, line, bytes: 400_000 };
    }
    const { sent } = await replayLines(large(), sender, { parallel: 2, every: 'P1D', onProgress() {} });
    expect(calls.map((call) => call.length).sort()).toEqual([1, 2, 2]);
    expect(sent).toBe(5);
  });

  it('packs up to 100 lines of one source into one event, below 64 KB, and each stays the same touchpoint', async () => {
    const { sender, calls } = createSender();
    const large = JSON.stringify({ event: 'L', userId: 'l', properties: { text: 'x'.repeat(50_000) } });
    const other = JSON.stringify({ event: 'B', userId: 'b', source: 'other' });
    const lines = [...Array.from({ length: 230 }, (_, index) => lineOf(index)), large, large, other];
    const { sent, bad } = await replay(lines, sender, { isPacked: true });
    expect({ sent, bad }).toEqual({ sent: 233, bad: [] });
    const events = calls.flat();
    const sizes = events.map(({ detail }) => (Array.isArray(detail['batch']) ? detail['batch'].length : 1));
    expect(sizes).toEqual([100, 100, 31, 1, 1]);
    for (const { detail } of events) expect(JSON.stringify(detail).length).toBeLessThan(65_000);
    const plain = createSender();
    await replay(lines, plain.sender);
    const time = new Date(now).toISOString();
    const read = (all: readonly SentTouchpoint[]) =>
      all
        .map(({ source, name, detail }) => ({ id: 'e', source, 'detail-type': name, time, detail }))
        .flatMap((event) => (isPacked(event) ? unpackEvent(event) : [event]))
        .map((event) => parseMember(event))
        .sort((left, right) => (left.id < right.id ? -1 : 1));
    expect(read(events)).toEqual(read(plain.calls.flat()));
  });

  it('reports every line of a packed event that EventBridge did not accept', async () => {
    const { sender } = createSender((batch) =>
      batch.map((refused) => ({ touchpoint: refused, code: 'MalformedDetail', message: '' })),
    );
    const { sent, bad } = await replay([lineOf(1), lineOf(2), lineOf(3)], sender, { isPacked: true });
    expect({ sent, lines: bad.map(({ line }) => line) }).toEqual({ sent: 0, lines: [1, 2, 3] });
  });

  it('says from which line to go on when the network fails, so that nothing is left out', async () => {
    let calls = 0;
    const arrived = new Set<unknown>();
    const sender: TouchpointSender = {
      async send(batch) {
        calls += 1;
        if (calls > 4) throw Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
        for (const { detail } of batch) arrived.add(detail['userId']);
        return [];
      },
      close() {},
    };
    const lines = Array.from({ length: 95 }, (_, index) => lineOf(index));
    const { resumeFrom = 0, failure } = await replay(lines, sender);
    expect(failure).toBeInstanceOf(Error);
    calls = -1_000;
    await replay(lines, sender, {}, resumeFrom);
    expect(resumeFrom).toBeGreaterThan(1);
    expect(arrived.size).toBe(95);
  });

  it('moves the clock to each day’s touchpoints before they are sent, and only once all of the day before arrived', async () => {
    const log: string[] = [];
    let clockNow = Date.parse('2026-11-20T00:00:00Z');
    const clock: ReplayClock = {
      read: async () => clockNow,
      async advanceTo(at) {
        clockNow = at;
        log.push(`clock ${new Date(at).toISOString().slice(8, 10)}`);
      },
      waitUntilIdle: async () => void log.push('idle'),
    };
    const sender: TouchpointSender = {
      async send(batch) {
        await Promise.resolve();
        log.push(...new Set(batch.map(({ detail }) => `sent ${String(detail['timestamp']).slice(8, 10)}`)));
        return [];
      },
      close() {},
    };
    const days = ['2026-11-20', '2026-11-23', '2026-11-24'];
    const lines = days.flatMap((day) => Array.from({ length: 12 }, (_, index) => lineOf(index, day)));
    await replay(lines, sender, { clock });
    expect(log).toEqual([
      'sent 20',
      'sent 20',
      'clock 23',
      'sent 23',
      'sent 23',
      'clock 24',
      'sent 24',
      'sent 24',
      'idle',
    ]);
  });

  it('refuses a clock that is past the file, for it would trigger nothing', async () => {
    const { sender, calls } = createSender();
    const clock: ReplayClock = {
      read: async () => now + 10 * 86_400_000,
      advanceTo: async () => {},
      waitUntilIdle: async () => {},
    };
    const { failure } = await replay([lineOf(1)], sender, { clock });
    expect(failure).toMatchObject({ code: 'request_invalid' });
    expect(calls).toEqual([]);
  });

  it('does not follow a clock on AWS, which has none', async () => {
    folder.write('a.jsonl', lineOf(1));
    const { exitCode, errors } = await runCommand(['replay', 'a.jsonl', '--follow-clock', '--bus', 'b'], {
      directory: folder.path,
    });
    expect(exitCode).toBe(2);
    expect(errors).toContain('--follow-clock works with the local cloud only');
  });
});

describe('delivering a batch', () => {
  it('sends again only what EventBridge did not accept, and waits longer each time', async () => {
    const pauses: number[] = [];
    const sizes: number[] = [];
    const { sender } = createSender((batch) => {
      sizes.push(batch.length);
      return batch
        .slice(0, 3 - sizes.length)
        .map((refused) => ({ touchpoint: refused, code: 'ThrottlingException', message: '' }));
    });
    const batch = Array.from({ length: 5 }, () => ({ ...touchpoint }));
    expect(await deliverBatch(sender, batch, async (pause) => pauses.push(pause))).toEqual([]);
    expect(sizes).toEqual([5, 2, 1]);
    expect(pauses).toHaveLength(2);
  });

  it('gives up at once on what can never be taken, and on the rest after eight tries', async () => {
    const counts = new Map<string, number>();
    const { sender } = createSender((batch) =>
      batch.map((refused) => {
        counts.set(refused.name, (counts.get(refused.name) ?? 0) + 1);
        return { touchpoint: refused, code: refused.name, message: '' };
      }),
    );
    const batch = ['MalformedDetail', 'InternalFailure'].map((name) => ({ ...touchpoint, name }));
    const refused = await deliverBatch(sender, batch, async () => {});
    expect(refused.map(({ code }) => code)).toEqual(['MalformedDetail', 'InternalFailure']);
    expect(Object.fromEntries(counts)).toEqual({ MalformedDetail: 1, InternalFailure: 8 });
  });
});
