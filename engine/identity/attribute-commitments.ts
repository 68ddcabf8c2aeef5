/** Which of what a merged profile has begun since the merge was caused by touchpoints of the profile that ended. */

import type { JourneyPosition } from '../model/journey-position.ts';
import { nameEntryCount } from '../model/journey-position.ts';
import type { Profile } from '../model/profile.ts';
import { isHoldReason } from '../model/reason-codes.ts';
import type { TimelineEntry, Trace } from '../model/timeline-entry.ts';
import { traceKey } from '../turn/initiator.ts';

/** Of touchpoints since the merge, oldest first, by the profile that their ids lead to. */
export interface DividedEntries {
  /** Of the profile that stayed. */
  readonly kept: readonly TimelineEntry[];
  /** Of the profile that ended. */
  readonly moved: readonly TimelineEntry[];
  /** Of the same time: what time, campaigns, publications and the merge itself caused. */
  readonly others: readonly TimelineEntry[];
}

export interface Attribution {
  journey(position: JourneyPosition): boolean;
  /** Of a message that no journey waits for. */
  held(held: Profile['held'][number]): boolean;
  origin(origin: string): boolean;
  /** Times since the merge by touchpoints of the profile that ended, and the last of them (epoch ms). */
  readonly entries: ReadonlyMap<string, Count>;
  readonly firings: ReadonlyMap<string, Count>;
}

export type Count = readonly [times: number, lastAt: number];

/** True for what a touchpoint of the profile that ended has caused. */
export function makeAttribution(
  current: Pick<Profile, 'journeys'>,
  { kept, moved }: DividedEntries,
): Attribution {
  const traces = moved.flatMap(({ traces, occurredAt, receivedAt }) =>
    traces.map((trace) => ({ trace, occurredAt, receivedAt })),
  );
  const causes = new Set(moved.map(({ touchpointId }) => touchpointId));
  const isEntry = ({ action, reason }: Trace) => action === 'enter' && reason === 'done';
  const entries = new Map<string, Count>();
  const firings = new Map<string, Count>();
  const instances = new Set<string>();
  const count = (counts: Map<string, Count>, name: string, at: number) => {
    const [times, lastAt] = counts.get(name) ?? [0, at];
    counts.set(name, [times + 1, Math.max(lastAt, at)]);
  };
  for (const { trace, occurredAt, receivedAt } of traces) {
    const [kind, id = ''] = trace.origin.split(':');
    if (kind === 'journey' && isEntry(trace)) {
      const own = current.journeys.find(
        (position) => position.journey === id && isCause(position, trace, occurredAt, receivedAt),
      );
      count(entries, nameEntryCount(id, own === undefined ? trace.key : own.key), occurredAt);
      if (own !== undefined) instances.add(own.instanceId);
    }
  }
  for (const { traces: own, occurredAt } of moved) {
    const rules = own.filter((trace) => trace.origin.startsWith('rule:') && hasActed(trace));
    for (const origin of new Set(rules.map(({ origin }) => origin)))
      count(firings, origin.slice('rule:'.length), occurredAt);
  }
  const origins = new Set(traces.map(({ trace }) => trace.origin));
  const keptOrigins = new Set(kept.flatMap(({ traces: own }) => own.map(({ origin }) => origin)));
  return {
    journey: ({ instanceId }) => instances.has(instanceId),
    held: ({ cause }) => causes.has(cause),
    origin: (origin) => origins.has(origin) && !keptOrigins.has(origin),
    entries,
    firings,
  };
}

/** A rule counts as fired if one of its actions had an effect. */
function hasActed({ action, reason }: Trace): boolean {
  return action !== 'trigger' && (reason === 'done' || reason === 'sent_to_channel' || isHoldReason(reason));
}

/** A trace has the beginning of a key. An event of the future enters at the moment of its decision. */
function isCause(
  { key, enteredAt }: JourneyPosition,
  trace: Trace,
  occurredAt: number,
  receivedAt: number,
): boolean {
  const isThen = enteredAt === occurredAt || (enteredAt < occurredAt && enteredAt >= receivedAt);
  return isThen && traceKey(key).key === trace.key;
}
