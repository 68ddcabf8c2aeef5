/** The frame around every function: batches, back-off, logs without personal data, counters. */
import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { ProfileConflictError } from '../../../app/ports/profile-errors.ts';
import type { VisibilityTimeout } from '../../../app/ports/queues.ts';
import { describeError } from '../../../app/runtime/describe-error.ts';
import { mapBounded, runBounded } from '../../../app/runtime/run-bounded.ts';
import { computeBackoff, handBack, type QueueRecord } from '../../../app/runtime/sqs-batch.ts';
import { createTelemetry } from '../../../app/runtime/telemetry.ts';
import { defineHandler } from '../../../functions/shared/define-handler.ts';

function makeRecord(id: string, receiveCount = 1): QueueRecord {
  const attributes = { ApproximateReceiveCount: String(receiveCount), SentTimestamp: '0' };
  return { messageId: id, receiptHandle: `receipt-${id}`, body: '{}', attributes };
}

function openLog() {
  const lines: string[] = [];
  const telemetry = createTelemetry({ now: () => 0, write: (line) => void lines.push(line) });
  return { telemetry, read: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 1_000 } as Context;

describe('a handler', () => {
  it('logs with its request id and writes its counters once, the cold start only the first time', async () => {
    const { telemetry, read } = openLog();
    const handler = defineHandler(async (event: { n: number }, invocation) => {
      invocation.telemetry.info('Seen', { profile: 'P1' });
      invocation.telemetry.count('Things', event.n);
      invocation.telemetry.count('Nothing', 0);
      return invocation.requestId + invocation.remainingMilliseconds();
    }, telemetry);
    expect(await handler({ n: 2 }, context)).toBe('request-11000');
    await handler({ n: 3 }, context);
    expect(read()).toMatchObject([
      { level: 'INFO', message: 'Seen', profile: 'P1', function_request_id: 'request-1', cold_start: true },
      { ColdStart: 1, Things: 2 },
      { cold_start: false },
      { Things: 3 },
    ]);
    expect(read()[3]).not.toHaveProperty('ColdStart');
    expect(read()[1]).not.toHaveProperty('Nothing');
  });

  it('rethrows an error after it logged its code, without quoted data', async () => {
    const { telemetry, read } = openLog();
    const handler = defineHandler(async () => JSON.parse('{"email": anna@example.com') as unknown, telemetry);
    await expect(handler({}, context)).rejects.toThrow(SyntaxError);
    expect(read()).toMatchObject([
      { level: 'ERROR', problem: { name: 'SyntaxError', code: 'unexpected' } },
      { ColdStart: 1 },
    ]);
    expect(JSON.stringify(read())).not.toContain('anna');
  });
});

describe('an error', () => {
  it('is described by its own code and message, which contain no personal data', () => {
    expect(describeError(new ProfileConflictError('P1', 3))).toMatchObject({
      name: 'ProfileConflictError',
      code: 'profile_conflict',
      message: expect.stringContaining('P1'),
    });
  });

  it('of AWS is described by its name and request id', () => {
    const error = Object.assign(new Error('slow down'), {
      name: 'ThrottlingException',
      $metadata: { requestId: 'r' },
    });
    expect(describeError(error)).toMatchObject({
      code: 'ThrottlingException',
      message: 'slow down',
      awsRequestId: 'r',
    });
    expect(describeError('text')).toEqual({ name: 'string', code: 'unexpected' });
  });
});

describe('a batch', () => {
  it('returns unfinished records, ten visibility changes per call, also when a change fails', async () => {
    const calls: (readonly VisibilityTimeout[])[] = [];
    const visibility = {
      extend: async (postponements: readonly VisibilityTimeout[]) => {
        calls.push(postponements);
        throw new Error('receipt expired');
      },
    };
    const records = Array.from({ length: 12 }, (_, i) => makeRecord(`m${i}`));
    const unfinished = records.map((record, i) => (i === 0 ? { record } : { record, retryAfter: i }));
    const response = await handBack(unfinished, visibility);
    expect(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(
      records.map(({ messageId }) => messageId),
    );
    expect(calls.map((call) => call.length)).toEqual([10, 1]);
    expect(calls[0]?.[0]).toEqual({ receiptHandle: 'receipt-m1', seconds: 1 });
  });

  it('waits longer with each delivery, within bounds and spread at random', () => {
    const waits = [1, 2, 3, 4, 20, 1_000].map((count) => computeBackoff(count, 1, { base: 2, limit: 300 }));
    expect(waits).toEqual([2, 4, 8, 16, 300, 300]);
    expect(computeBackoff(4, 0)).toBe(8);
  });
});

describe('bounded work', () => {
  it('limits concurrency, keeps the order of results, and survives failures', async () => {
    let running = 0;
    let most = 0;
    const outcomes = await runBounded([1, 2, 3, 4, 5], 2, async (item) => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      if (item === 3) throw new Error('three');
      return item * 10;
    });
    expect(most).toBe(2);
    expect(outcomes.map((outcome) => (outcome.ok ? outcome.value : 'failed'))).toEqual([
      10,
      20,
      'failed',
      40,
      50,
    ]);
  });

  it('throws the first error, and then starts no further task', async () => {
    const started: number[] = [];
    const run = mapBounded([1, 2, 3, 4, 5], 2, async (item) => {
      started.push(item);
      await Promise.resolve();
      if (item === 2) throw new Error('two');
      return item;
    });
    await expect(run).rejects.toThrow('two');
    await new Promise(setImmediate);
    expect(started).toEqual([1, 2, 3]);
  });
});
