/** The functions of the stack as consumers of the simulated queues: one invocation at a time per environment. */

import type { SQSBatchResponse } from 'aws-lambda';
import { advanceProfiles } from '../../app/advance/advance-profile.ts';
import type { VisibilityTimeouts } from '../../app/ports/queues.ts';
import { createPrograms } from '../../app/runs/fan-out/programs.ts';
import { scanRecords } from '../../app/runs/fan-out/scan-records.ts';
import { handBack, type QueueRecord } from '../../app/runtime/sqs-batch.ts';
import { silentTelemetry } from '../../app/runtime/telemetry.ts';
import { createMessageSender } from '../../app/send/message-sender.ts';
import type { Channel } from '../../engine/model/channels.ts';
import { createProcess } from '../harness/actor.ts';
import { sampleLinks } from '../harness/sample-links.ts';
import { noteRefused } from './note-timeline.ts';
import { createProviderPort } from './provider.ts';
import type { SimulatedQueue } from './queue.ts';
import { Worker } from './worker.ts';
import { type SimulatedName, timeoutOf, type World } from './world.ts';

type Handler = (records: readonly QueueRecord[], queue: SimulatedQueue) => Promise<SQSBatchResponse>;

/** Puts an environment of a function behind its queues. `start` makes the handler of a new process. */
function subscribe(
  world: World,
  worker: Worker,
  names: readonly SimulatedName[],
  start: (worker: Worker) => Handler,
): void {
  const { queues, journal } = world;
  let handler = start(worker);
  let invocation = 0;
  let isIdle = true;
  let current: { readonly beganAt: number; readonly records: readonly QueueRecord[] } | undefined;
  const finish = () => {
    isIdle = true;
    for (const name of names) queues[name].offer();
  };
  worker.onDeath = () => {
    invocation += 1;
    if (!isIdle && current !== undefined) {
      const ids = new Set(current.records.flatMap(({ body }) => readMessageId(body) ?? []));
      world.deaths.push({ beganAt: current.beganAt, at: world.scheduler.now, ids });
    }
    handler = start(worker);
    finish();
  };
  const take = async (records: readonly QueueRecord[], queue: SimulatedQueue) => {
    isIdle = false;
    const own = ++invocation;
    current = { beganAt: world.scheduler.now, records };
    journal.count('invocations');
    journal.note(worker.name, () => `takes ${records.map(describeRecord).join(', ')}`);
    worker.begin(timeoutOf(queue.name as SimulatedName));
    try {
      const { batchItemFailures } = await handler(records, queue);
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      for (const record of records) if (!failed.has(record.messageId)) queue.acknowledge(record);
      if (failed.size > 0) journal.note(worker.name, () => `hands back ${[...failed].join(', ')}`);
    } catch (error) {
      journal.note(worker.name, () => `the invocation fails: ${String(error)}`);
    }
    if (own !== invocation) return;
    // Lambda takes an environment away now and then.
    if (worker.random.chance(0.03)) {
      worker.restart();
      handler = start(worker);
    }
    finish();
  };
  for (const name of names) {
    queues[name].subscribe({ isIdle: () => isIdle, take: (records, queue) => void take(records, queue) });
  }
}

function describeRecord({ messageId, body, attributes }: QueueRecord): string {
  const id = readMessageId(body) ?? /"kind":"([^"]*)"/.exec(body)?.[1] ?? '';
  return `${messageId} (${id}, delivery ${attributes.ApproximateReceiveCount})`;
}

function readMessageId(body: string): string | undefined {
  return /"messageId":"([^"]*)"/.exec(body)?.[1];
}

function createPostponer(queue: () => SimulatedQueue): VisibilityTimeouts {
  return {
    async extend(postponements) {
      for (const { receiptHandle, seconds } of postponements) queue().postpone(receiptHandle, seconds);
    },
  };
}

export function startAdvance(world: World, name: string): void {
  const worker = new Worker(world.context, name);
  const { stores, queuePort, ruleEvents } = world;
  let people = 0;
  subscribe(world, worker, ['profile', 'bulk'], () => {
    let queue = world.queues.profile;
    const ports = worker.wrap({
      profiles: stores.profiles,
      identities: stores.identities,
      consents: stores.consents,
      accounts: stores.accounts,
      timeline: stores.timeline,
      merges: stores.merges,
      statistics: stores.statistics,
      queues: queuePort,
      events: ruleEvents,
      programStore: stores.programs,
      visibility: createPostponer(() => queue),
    });
    const timeline = noteRefused(ports.timeline, ({ touchpointId: id }) =>
      world.refusals.push({ id, at: world.scheduler.now }),
    );
    const dependencies = createProcess(
      { ...ports, timeline },
      {
        makeProfileId: () => `${name}-${++people}`,
        random: () => worker.random.next(),
        wait: (milliseconds) => worker.wait(milliseconds),
        remainingMilliseconds: () => worker.remaining(),
      },
    );
    return async (records, from) => {
      queue = from;
      return handBack(await advanceProfiles(dependencies, records, worker.now()), ports.visibility);
    };
  });
}

/** The content of a message is not what these worlds are about. */
const sandbox = { render: async () => ({ subject: '', html: '', text: '' }) };

export function startSender(world: World, channel: Channel, number: number): void {
  const name = `${channel}-${number}`;
  const worker = new Worker(world.context, name);
  const { stores, senderEvents, queuePort } = world;
  let invocations = 0;
  subscribe(world, worker, [channel, `${channel}-transactional`], () => {
    let beganAt = 0;
    let queue = world.queues[channel];
    const ports = worker.wrap({
      profiles: stores.profiles,
      addresses: stores.addresses,
      ledger: stores.ledger,
      statistics: stores.statistics,
      programs: stores.programs,
      events: senderEvents,
      queues: queuePort,
      visibility: createPostponer(() => queue),
      provider: createProviderPort(world, worker.random, () => beganAt),
      links: sampleLinks,
    });
    const send = createMessageSender({
      channel,
      ports,
      sandbox,
      shape: () => ({ subject: '', html: '', text: '' }),
      timelineDays: 400,
      now: () => worker.now(),
      random: () => worker.random.next(),
    });
    return (records, from) => {
      queue = from;
      beganAt = world.scheduler.now;
      return send(records, { requestId: `${name}-${++invocations}`, telemetry: silentTelemetry });
    };
  });
}

export function startFanOut(world: World, name: string): void {
  const worker = new Worker(world.context, name);
  const { stores, queuePort } = world;
  let invocations = 0;
  subscribe(world, worker, ['fan-out'], () => {
    const ports = worker.wrap({
      runs: stores.runs,
      scanner: stores.scanner,
      queues: queuePort,
      programStore: stores.programs,
      visibility: createPostponer(() => world.queues['fan-out']),
    });
    const programs = createPrograms(ports.programStore);
    return async (records) => {
      const unfinished = await scanRecords(
        {
          ...ports,
          programs,
          pageSize: 2,
          owner: `${name}-${++invocations}`,
          clock: () => worker.now(),
          random: () => worker.random.next(),
          remainingMilliseconds: () => worker.remaining(),
          telemetry: silentTelemetry,
        },
        records,
      );
      return handBack(unfinished, ports.visibility);
    };
  });
}
