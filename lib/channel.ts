/** What every outbound channel has in common: its queues, a sender, the ledger, the statistics and the bus for outcomes. */
import { Construct } from 'constructs';
import type { PercorsoBus } from './event-bus.ts';
import type { PercorsoFunction } from './percorso-function.ts';
import { promotionalWindow, type SendingPlan } from './sending-rate.ts';
import type { Settings } from './settings.ts';
import type { Storage } from './storage.ts';
import type { Undelivered } from './undelivered.ts';
import { WorkQueue, type WorkQueueProps } from './work-queue.ts';

export interface ChannelProps {
  readonly sender: PercorsoFunction;
  readonly storage: Storage;
  readonly bus: PercorsoBus;
  /** Maximum concurrency of the sender; choose it by the provider's rate, see docs/deploy.md. */
  readonly concurrency: number;
  /** Maximum concurrency for transactional messages, which then have their own queue. */
  readonly transactionalConcurrency?: number;
  /** For channels whose rate can be configured. */
  readonly pace?: SendingPlan['pace'];
  readonly timelineDays: number;
}

/** What the construct of a channel is made of. */
export interface ChannelParts {
  readonly settings: Settings;
  readonly storage: Storage;
  readonly bus: PercorsoBus;
  readonly undelivered: Undelivered;
  /** `send-<channel>`. */
  createSender(): PercorsoFunction;
}

type QueueProps = Pick<WorkQueueProps, 'logicalId' | 'concurrency' | 'batchingWindow'> & {
  readonly name: string;
};

export class Channel extends Construct {
  /** By name: `email` and, where messages have a class, `email-transactional`. */
  readonly queues: Readonly<Record<string, WorkQueue>>;
  readonly sender: PercorsoFunction;

  constructor(scope: Construct, id: string, props: ChannelProps) {
    super(scope, id);
    const { sender, storage, transactionalConcurrency } = props;
    this.sender = sender;
    const name = id.toLowerCase();
    const hasClasses = transactionalConcurrency !== undefined;
    this.queues = {
      [name]: this.#addQueue(id, {
        logicalId: `${id}Queue`,
        name,
        concurrency: props.concurrency,
        ...(hasClasses && { batchingWindow: promotionalWindow }),
      }),
    };
    if (hasClasses) {
      // A password reset is useless hours later: it must not wait behind a campaign, nor for a full batch.
      const urgent = `${name}-transactional`;
      this.queues = {
        ...this.queues,
        [urgent]: this.#addQueue('Transactional', {
          logicalId: `${id}TransactionalQueue`,
          name: urgent,
          concurrency: transactionalConcurrency,
        }),
      };
    }
    // The sender replaces a message that waits for days, or a call that waits for its host, by a copy of itself.
    this.queues[name]?.grantSend(sender);
    // The ledger is part of the timeline: claim, read back, settle.
    storage.timeline.grant(sender, 'GetItem', 'PutItem', 'UpdateItem');
    storage.statistics.grant(sender, 'GetItem', 'PutItem');
    sender.setVariable('TIMELINE_DAYS', String(props.timelineDays));
    props.bus.grantPut(sender);
    if (props.pace === undefined) return;
    sender.setVariable('PROMOTIONAL_PACE', String(props.pace.promotional));
    sender.setVariable('TRANSACTIONAL_PACE', String(props.pace.transactional));
  }

  /** Name and value of the stack's output that commands read, for test messages. */
  get transactionalOutput(): readonly [string, string] {
    const queue = this.queues[`${this.node.id.toLowerCase()}-transactional`];
    return [`${this.node.id}TransactionalQueueUrl`, queue?.queue.queueUrl ?? ''];
  }

  /** For channels with content: templates and policy, and the profile for the check right before the call. */
  grantContent(storage: Storage): void {
    storage.profiles.grant(this.sender, 'GetItem');
    storage.identities.grant(this.sender, 'GetItem');
    storage.config.grant(this.sender, 'GetItem');
  }

  #addQueue(id: string, { name, ...props }: QueueProps): WorkQueue {
    return new WorkQueue(this, id, {
      ...props,
      variable: name.toUpperCase().replace('-', '_'),
      consumer: this.sender,
      // Throttling is routine: retries back off, and only hours of it reach the dead-letter queue.
      attempts: 20,
      consumerDelays: true,
    });
  }
}
