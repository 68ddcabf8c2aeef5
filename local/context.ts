/** Creates the context of every service: virtual time, seeded random, meter, captured messages. */

import type { Activity } from './activity.ts';
import type { VirtualClock } from './clock/virtual-clock.ts';
import { BillingMeter } from './meter.ts';
import { omitAbsent } from './omit-absent.ts';
import { createId } from './random.ts';
import type { CapturedMessage, CloudContext } from './service.ts';
import type { EventsService } from './services/events/events.ts';
import type { Publishing } from './services/sns/publishing.ts';

export interface ContextParts {
  readonly context: CloudContext;
  readonly meter: BillingMeter;
  readonly captured: CapturedMessage[];
}

export function createContext(around: {
  region: string;
  accountId: string;
  clock: VirtualClock;
  activity: Activity;
  random: () => number;
  events: () => EventsService | undefined;
  publishing: () => Publishing | undefined;
  /** Whether services report what became of messages. */
  feedback: boolean;
}): ContextParts {
  const meter = new BillingMeter(() => around.clock.now());
  const captured: CapturedMessage[] = [];
  const context: CloudContext = {
    region: around.region,
    accountId: around.accountId,
    now: () => around.clock.now(),
    meter,
    random: around.random,
    newId: () => createId(around.random),
    capture: (message) => captured.push(message),
    emitServiceEvent: (source, detailType, detail, resources) =>
      around.feedback &&
      around.events()?.putServiceEvent({
        Source: source,
        DetailType: detailType,
        Detail: JSON.stringify(detail),
        ...omitAbsent({ Resources: resources }),
      }),
    publish: (service, message) =>
      around.feedback ? (around.publishing()?.publishFrom(service, message) ?? []) : [],
    track: (work) => around.activity.track(work),
  };
  return { context, meter, captured };
}
