/** The CDNOW customers through the engine alone: every order and every wake-up, and nothing around it. */

import type { Program } from '../../engine/compile/program.ts';
import { decide } from '../../engine/decide/decide.ts';
import type { Input } from '../../engine/model/decision.ts';
import { createProfile, type Profile } from '../../engine/model/profile.ts';
import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';
import { parseTouchpoint } from '../../engine/touchpoint/parse-touchpoint.ts';
import type { Purchase } from '../bench/cdnow.ts';
import { nameDay, timeOrder } from './cdnow-journeys.ts';

/** One order on its way: when it is delivered (epoch ms). */
export interface Delivery {
  readonly purchase: Purchase;
  readonly at: number;
}

export interface EngineOutcome {
  /** `win-back 1997-05-14`, by the moment of the decision. */
  readonly letters: readonly string[];
  readonly heldOut: readonly string[];
  readonly capped: readonly string[];
  /** Traces by `journey action reason`. */
  readonly counts: Readonly<Record<string, number>>;
  /** At the end. */
  readonly profile: Profile;
}

/** Throws when a person is woken more often than there could be anything to do. */
export function runEngine(
  customer: string,
  deliveries: readonly Delivery[],
  program: Program,
): EngineOutcome {
  const [first] = deliveries;
  let profile = createProfile(`cdnow-${customer}`, first?.at ?? 0);
  const letters: string[] = [];
  const [heldOut, capped]: [string[], string[]] = [[], []];
  const counts: Record<string, number> = {};
  const take = (inputs: readonly Input[], now: number): void => {
    const decision = decide(profile, inputs, program, now);
    // The outbox is published before the next decision.
    profile = decision.changed ? { ...decision.profile, outbox: [] } : decision.profile;
    for (const effect of decision.effects) {
      if (effect.kind === 'SendMessage') letters.push(`${effect.template} ${nameDay(now)}`);
    }
    for (const { origin, action, reason } of listTraces(decision.entries)) {
      const name = `${origin} ${action} ${reason}`;
      counts[name] = (counts[name] ?? 0) + 1;
      if (reason === 'holdout') heldOut.push(nameDay(now));
      if (reason === 'frequency_capped') capped.push(nameDay(now));
    }
  };
  const wakeUntil = (limit: number): void => {
    for (let wakes = 0; profile.wakeAt !== undefined && profile.wakeAt <= limit; wakes++) {
      if (wakes > 100) throw new RangeError(`${customer} is woken for ever, at ${profile.wakeAt}`);
      take([{ kind: 'wake' }], profile.wakeAt);
    }
  };
  for (const { purchase, at } of deliveries) {
    wakeUntil(at);
    take([{ kind: 'touchpoint', touchpoint: makeOrder(purchase, at) }], at);
  }
  wakeUntil(Number.POSITIVE_INFINITY);
  return { letters, heldOut, capped, counts, profile };
}

function listTraces(entries: readonly TimelineEntry[]) {
  return entries.flatMap(({ traces }) => traces);
}

function makeOrder(purchase: Purchase, at: number) {
  const { line, customer, day, quantity, revenue } = purchase;
  return parseTouchpoint({
    id: `event-${line}`,
    source: 'cdnow.shop',
    'detail-type': 'Order Completed',
    time: new Date(at).toISOString(),
    detail: {
      messageId: `cdnow-${line}`,
      userId: `cdnow-${customer}`,
      traits: { email: `cdnow-${customer}@example.com` },
      timestamp: new Date(timeOrder(day)).toISOString(),
      properties: { quantity, revenue },
    },
  });
}
