/** A local cloud that runs: what its own parts and those who start it may ask of it. */
import type { Activity } from './activity.ts';
import type { AdvanceReport } from './clock/advance.ts';
import type { VirtualClock } from './clock/virtual-clock.ts';
import type { ContextParts } from './context.ts';
import type { Faults } from './gateway/faults.ts';
import type { Gateway } from './gateway/gateway.ts';
import type { Access } from './iam/access.ts';
import type { LambdaService } from './lambda/lambda.ts';
import type { Logs } from './logs.ts';
import type { CapturedMessage, Service } from './service.ts';
import type { Catcher } from './services/catcher.ts';
import type { EventsService } from './services/events/events.ts';
import type { Receiving } from './services/ses/receiving.ts';
import type { SqsService } from './services/sqs/sqs.ts';
import type { DeployedStack } from './template/deploy.ts';

export interface Cloud {
  readonly endpoint: string;
  readonly seed: number;
  readonly stack: DeployedStack;
  readonly clock: VirtualClock;
  readonly activity: Activity;
  readonly access: Access;
  readonly faults: Faults;
  readonly gateway: Gateway;
  readonly logs: Logs;
  readonly sqs: SqsService;
  readonly events: EventsService;
  readonly lambda: LambdaService;
  readonly catcher: Catcher;
  readonly receiving: Receiving;
  readonly services: ReadonlyMap<string, Service>;
  readonly meter: ContextParts['meter'];
  messages(): readonly CapturedMessage[];
  /** Moves the clock to `target` (epoch ms), and runs what is due on the way. */
  advance(target: number, everyMs?: number): Promise<AdvanceReport>;
  /** Waits until nothing is queued, in flight or running. */
  idle(options?: IdleOptions): Promise<IdleReport>;
  /** Deletes all data and counts; keeps the resources. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

export interface IdleOptions {
  /** Move the clock to the next queue deadline instead of waiting for it. */
  readonly step?: boolean;
  /** Real ms before it stops waiting. */
  readonly timeout?: number;
}

export interface IdleReport {
  readonly isIdle: boolean;
  /** The work that is not finished; empty when idle. */
  readonly busy: readonly string[];
  /** Messages in queues without a consumer: dead-letter queues and stores. */
  readonly deadLetters: Readonly<Record<string, number>>;
}
