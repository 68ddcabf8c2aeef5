/** The local cloud end to end, on a small stack: the very calls that a stack in AWS would make. */

import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startCloud } from '../../local/cloud.ts';
import { readLogs } from '../../local/control/read-logs.ts';
import type { Cloud } from '../../local/running-cloud.ts';
import { synthesizeChain } from './fixtures/chain-stack.ts';

let cloud: Cloud;
let dynamodb: DynamoDBClient;
let eventbridge: EventBridgeClient;
const reports: string[] = [];

beforeAll(async () => {
  const { cdkOut } = synthesizeChain({ timeoutSeconds: 1 });
  cloud = await startCloud({
    cdkOut,
    port: 0,
    seed: 11,
    repeats: 0,
    startAt: '2026-03-01T10:00:00Z',
    onReport: (line) => reports.push(line),
  });
  const config = {
    endpoint: cloud.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'operator', secretAccessKey: 'x' },
  };
  dynamodb = new DynamoDBClient(config);
  eventbridge = new EventBridgeClient(config);
});
afterAll(async () => {
  dynamodb.destroy();
  eventbridge.destroy();
  await cloud.stop();
});
beforeEach(() => cloud.reset());

const put = async (details: object[], source = 'shop'): Promise<void> => {
  const Entries = details.map((detail) => ({
    Source: source,
    DetailType: 'Order',
    Detail: JSON.stringify(detail),
    EventBusName: 'chain',
  }));
  const answer = await eventbridge.send(new PutEventsCommand({ Entries }));
  expect(answer.FailedEntryCount).toBe(0);
};

/** What queued events left; schedules come due on the way and write beside them. */
const readIds = async (): Promise<string[]> => (await readKeys()).filter((id) => !id.startsWith('tick-'));

const readKeys = async (): Promise<string[]> => {
  const TableName = cloud.stack.outputs.find(({ key }) => key === 'TableName')?.value;
  const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName }));
  return Items.map((item) => item['pk']?.S ?? '').sort();
};

/** A detail of so many levels; brackets inside texts are none. */
const nest = (id: string, levels: number): string =>
  `{"id":"${id}","text":"[[\\"[{","list":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;

const readDeadLetters = async (): Promise<number> => {
  const { deadLetters } = await cloud.idle();
  return Object.values(deadLetters).reduce((sum, count) => sum + count, 0);
};

describe('an event on the bus', () => {
  it('passes rule, queue and function into the table, and is archived and billed', async () => {
    await put(Array.from({ length: 10 }, (_, i) => ({ id: `e${i}` })));
    await cloud.idle();
    expect(await readIds()).toEqual(Array.from({ length: 10 }, (_, i) => `e${i}`));
    expect(Object.values(cloud.events.archives())).toEqual([10]);
    const { units } = cloud.meter.read();
    expect(units['events.custom-events']).toBe(10);
    expect(units['dynamodb.write-request-units']).toBeGreaterThanOrEqual(10);
  });

  it('is not delivered when no rule matches its source', async () => {
    await put([{ id: 'other' }], 'elsewhere');
    await cloud.idle();
    expect(await readIds()).toEqual([]);
  });

  it('is refused for one entry without touching the others when its source is an AWS service', async () => {
    const answer = await eventbridge.send(
      new PutEventsCommand({
        Entries: [
          { Source: 'aws.s3', DetailType: 'x', Detail: '{}', EventBusName: 'chain' },
          { Source: 'shop', DetailType: 'x', Detail: '{"id":', EventBusName: 'chain' },
          // Deeper than the 1,000 levels that EventBridge documents, and as deep as they allow.
          { Source: 'shop', DetailType: 'x', Detail: nest('bad', 1001), EventBusName: 'chain' },
          { Source: 'shop', DetailType: 'x', Detail: nest('good', 1000), EventBusName: 'chain' },
        ],
      }),
    );
    expect(answer.Entries?.map((entry) => entry.ErrorCode)).toEqual([
      'NotAuthorizedForSourceException',
      'MalformedDetail',
      'MalformedDetail',
      undefined,
    ]);
    await cloud.idle();
    expect(await readIds()).toEqual(['good']);
  });
});

describe('a failing message', () => {
  it('comes back alone after its visibility timeout and succeeds', async () => {
    const before = cloud.clock.now();
    await put([{ id: 'later', command: 'failOnce' }, { id: 'now' }]);
    await cloud.activity.whenSettled();
    expect(await readIds()).toEqual(['now']);
    await cloud.idle({ step: true });
    expect(await readIds()).toEqual(['later', 'now']);
    expect(cloud.clock.now() - before).toBeGreaterThanOrEqual(60_000);
  });

  it.each(['fail', 'throw', 'exit', 'stall'])(
    'lands in the dead-letter queue after three receives: %s',
    async (command) => {
      await put([{ id: 'bad', command }]);
      await cloud.idle({ step: true });
      expect(await readIds()).toEqual([]);
      expect(await readDeadLetters()).toBe(1);
    },
  );
});

describe('permissions', () => {
  it('stop a function from a call its role does not allow, naming action and resource', async () => {
    await put([{ id: 'x', command: 'scan' }]);
    await cloud.idle({ step: true });
    const [refused] = cloud.gateway.refused();
    expect(refused).toMatchObject({ service: 'dynamodb', operation: 'Scan', reason: 'access_denied' });
    expect(refused?.message).toMatch(
      /assumed-role\/.*Store.* is not authorized to perform: dynamodb:Scan on resource: arn:aws:dynamodb/,
    );
    expect(reports.some((line) => line.includes('dynamodb:Scan'))).toBe(true);
  });
});

describe('the clock', () => {
  it('runs every hourly schedule on the way, at its own time', async () => {
    const report = await cloud.advance(cloud.clock.now() + 5 * 3_600_000);
    expect(report.scheduleRuns).toBeGreaterThanOrEqual(5);
    const ids = (await readKeys()).filter((id) => id !== 'tick-daily');
    expect(ids).toHaveLength(5);
    const hours = ids.map((id) => Date.parse(id.slice('tick-'.length)));
    expect(hours.slice(1).map((hour, i) => hour - (hours[i] ?? 0))).toEqual([
      3_600_000, 3_600_000, 3_600_000, 3_600_000,
    ]);
  });

  it('coarsens schedules on the way, and still runs the last due tick', async () => {
    const report = await cloud.advance(cloud.clock.now() + 10 * 3_600_000, 4 * 3_600_000);
    expect(report.scheduleRuns).toBeLessThanOrEqual(5);
    const ids = (await readKeys()).filter((id) => id !== 'tick-daily');
    const latest = Math.max(...ids.map((id) => Date.parse(id.slice('tick-'.length))));
    expect(cloud.clock.now() - latest).toBeLessThan(3_600_000);
  });
});

describe('a schedule of EventBridge Scheduler', () => {
  it('invokes its function by its role, with its own input', async () => {
    await cloud.advance(cloud.clock.now() + 24 * 3_600_000, 24 * 3_600_000);
    expect(await readKeys()).toContain('tick-daily');
  });
});

describe('faults', () => {
  it('let the effect happen and fail the caller, who then retries', async () => {
    cloud.faults.add({ operation: 'dynamodb:PutItem', kind: 'failAfter', count: 1 });
    await put([{ id: 'kept' }]);
    await cloud.idle({ step: true });
    expect(await readIds()).toEqual(['kept']);
    expect(cloud.faults.list()[0]?.fired).toBe(1);
    expect(cloud.meter.read().units['dynamodb.write-request-units']).toBeGreaterThanOrEqual(2);
  });

  it('hold an answer back until the function times out', async () => {
    cloud.faults.add({ operation: 'dynamodb:PutItem', kind: 'timeoutAfter', count: 1 });
    await put([{ id: 'held' }]);
    await cloud.activity.whenSettled();
    expect(
      readLogs(cloud, 'Store').some(({ line }) => line.includes('Task timed out after 1.00 seconds')),
    ).toBe(true);
    await cloud.idle({ step: true });
    expect(await readIds()).toEqual(['held']);
  });
});
