/** Deliveries are repeated and shuffled on purpose, and a stopped cloud leaves nothing behind. */

import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import { Activity } from '../../../../local/activity.ts';
import { VirtualClock } from '../../../../local/clock/virtual-clock.ts';
import { startCloud } from '../../../../local/cloud.ts';
import { createRandom } from '../../../../local/random.ts';
import { makeMessage } from '../../../../local/services/sqs/message.ts';
import { type Message, Queue } from '../../../../local/services/sqs/queue.ts';
import { synthesizeChain } from '../../fixtures/chain-stack.ts';

const makeQueue = (
  seed: number,
  shuffleWindow: number,
): { queue: Queue; clock: VirtualClock; dead: Message[] } => {
  const clock = new VirtualClock();
  const dead: Message[] = [];
  const queue = new Queue(
    {
      name: 'q',
      arn: 'arn:aws:sqs:eu-west-1:000000000000:q',
      url: 'http://127.0.0.1/000000000000/q',
      visibilityTimeoutMs: 30_000,
      delayMs: 0,
      retentionMs: 345_600_000,
      maximumBytes: 1_048_576,
      waitSeconds: 0,
      maxReceiveCount: 2,
      deadLetterArn: undefined,
    },
    { clock, random: createRandom(seed), shuffleWindow, moveToDeadLetter: (message) => dead.push(message) },
  );
  return { queue, clock, dead };
};
const fill = (queue: Queue, count: number): void => {
  for (let i = 0; i < count; i += 1)
    queue.add(makeMessage({ MessageBody: `${i}` }, queue, { id: `id-${i}`, now: Date.now() }));
};

describe('a queue', () => {
  it('delivers in an order that the seed alone decides, and every message once', () => {
    const order = (seed: number): string[] => {
      const { queue, clock } = makeQueue(seed, 16);
      fill(queue, 100);
      clock.close();
      return queue.receive(100).map(({ body }) => body);
    };
    expect(order(1)).toEqual(order(1));
    expect(order(1)).not.toEqual(order(2));
    expect(order(1).sort()).toEqual(Array.from({ length: 100 }, (_, i) => `${i}`).sort());
  });

  it('delivers a share twice under one message id, and takes either handle to delete it', async () => {
    const { queue, clock, dead } = makeQueue(3, 1);
    queue.repeatShare = 1;
    fill(queue, 1);
    const [first] = queue.receive(10);
    const [again] = queue.receive(10);
    expect(again?.id).toBe(first?.id);
    expect(again?.receipt).not.toBe(first?.receipt);
    expect(queue.delete(again?.receipt ?? '')).toBe(true);
    expect(queue.depths()).toEqual({ ready: 0, delayed: 0, inflight: 0 });
    clock.close();
    expect(dead).toEqual([]);
  });

  it('never puts a repeated delivery into the dead letters in place of the message', () => {
    const { queue, clock, dead } = makeQueue(3, 1);
    queue.repeatShare = 1;
    fill(queue, 1);
    for (let round = 0; round < 6; round += 1) {
      queue.receive(10);
      clock.moveTo(clock.now() + 31_000);
      clock.fireDueDeadlines();
    }
    clock.close();
    expect(dead.map(({ id }) => id)).toEqual(['id-0']);
  });
});

describe('a cloud', () => {
  it('hands a repeated event to the function again, and bills that too', async () => {
    const cloud = await startCloud({ cdkOut: synthesizeChain().cdkOut, port: 0, seed: 1, repeats: 1 });
    const client = new EventBridgeClient({
      endpoint: cloud.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'operator', secretAccessKey: 'x' },
    });
    const Entries = [{ Source: 'shop', DetailType: 'Order', Detail: '{"id":"a"}', EventBusName: 'chain' }];
    await client.send(new PutEventsCommand({ Entries }));
    await cloud.idle();
    expect(cloud.meter.read().units['dynamodb.write-request-units']).toBeGreaterThanOrEqual(2);
    client.destroy();
    await cloud.stop();
    expect(
      process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap' || name === 'MessagePort'),
    ).toEqual([]);
  });

  it('is settled only when tracked work is over', async () => {
    const activity = new Activity();
    const { promise, resolve } = Promise.withResolvers<void>();
    void activity.track(promise, 'long work');
    expect(activity.describe()).toEqual(['1 x long work']);
    resolve();
    await activity.whenSettled();
    expect(activity.isSettled()).toBe(true);
  });
});
