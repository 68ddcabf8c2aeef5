/** The publication of one profile, after its state was written. */

import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { formatUtcDay } from '../../../engine/base/time-units.ts';
import type { Duplicate } from '../../../engine/model/decision.ts';
import type { Effect } from '../../../engine/model/effects.ts';
import {
  addMeasures,
  type Counts,
  type DimensionValues,
  describeMoment,
  measureDecision,
  measureDimensions,
} from '../../../engine/model/measures.ts';
import type { OutboxEntry, Profile } from '../../../engine/model/profile.ts';
import type { TimelineEntry, Trace } from '../../../engine/model/timeline-entry.ts';
import type { Touchpoint } from '../../../engine/model/touchpoint.ts';
import type { RejectedTouchpoint } from '../../ports/rejected-store.ts';
import type { StatisticsBatch } from '../../ports/statistics-store.ts';
import type { EntryRecord } from '../../ports/timeline-store.ts';

export interface Publication {
  readonly profileId: string;
  /** The version whose outbox this confirms. */
  readonly version: number;
  /** False when nothing was left in the stored outbox. */
  readonly hasOutbox: boolean;
  /** The next wake-up, unless it was set before (epoch ms). */
  readonly wakeAt?: number;
  /** Written whole. */
  readonly entries: readonly EntryRecord[];
  /** From the outbox of a crashed invocation: their touchpoints are not known here. */
  readonly amended: readonly TimelineEntry[];
  /** Of repeated touchpoints, whose first publication may have failed. */
  readonly restored: readonly TimelineEntry[];
  readonly effects: readonly Effect[];
  readonly statistics: readonly StatisticsBatch[];
  readonly rejected: readonly RejectedTouchpoint[];
  /** Profiles that ended in this one. */
  readonly absorbed: readonly string[];
}

/** A publication of rejections only; `profileId` is empty where no person was found. */
export function planRejection(profileId: string, rejected: readonly RejectedTouchpoint[]): Publication {
  return { ...nothing, profileId, rejected };
}

const nothing = {
  version: 0,
  hasOutbox: false,
  entries: [],
  amended: [],
  restored: [],
  effects: [],
  statistics: [],
  rejected: [],
  absorbed: [],
} as const;

/** The publication of a stored outbox. Its entries have no touchpoints; the deliveries of these restore them. */
export function planHealing(
  profileId: string,
  version: number,
  outbox: readonly OutboxEntry[],
  absorbed: readonly string[] = [],
): Publication {
  const records = outbox.filter((item) => item.kind === 'RecordEntry');
  const deciders = new Set(records.map((record) => record.version ?? version));
  return {
    ...nothing,
    profileId,
    version,
    hasOutbox: true,
    absorbed,
    amended: records.map(({ entry, version: decider }) =>
      placeEntry(entry, entry.version ?? decider ?? version, entry.position ?? 0),
    ),
    effects: outbox.flatMap((item) => (item.kind === 'RecordEntry' ? [] : [item])),
    statistics: [...deciders].flatMap((decider) => {
      const decided = records.filter((record) => (record.version ?? version) === decider);
      return countTraces(
        profileId,
        decider,
        decided.map(({ entry }) => entry),
      );
    }),
  };
}

export function listAbsorbed({ absorbed = [] }: Pick<Profile, 'absorbed'>): readonly string[] {
  return absorbed.map(([id]) => id);
}

/** EventBridge's times have whole seconds: within one, this gives the order of the decisions. */
export function placeEntry(entry: TimelineEntry, version: number, position: number): TimelineEntry {
  return { ...entry, version, ...omitAbsent({ position: position === 0 ? undefined : position }) };
}

/**
 * One batch per day (UTC) on which the version's inputs were received. It includes the content of the outbox, so that
 * the repair after a crash counts the same under the same id.
 */
export function countTraces(
  profileId: string,
  version: number,
  entries: readonly TimelineEntry[],
): readonly StatisticsBatch[] {
  const days = new Map<string, Counts>();
  for (const entry of entries) {
    for (const trace of entry.traces) {
      // No count where a message was requested: it would cost every message a write.
      const measures = listMeasures(trace, entry.receivedAt);
      if (measures.length === 0 && trace.credit === undefined) continue;
      const day = formatUtcDay(entry.receivedAt);
      const counts = days.get(day) ?? {};
      days.set(day, counts);
      addMeasures(counts, trace.origin, measures);
      if (trace.credit !== undefined)
        addMeasures(counts, trace.origin, addContent('credit', trace), trace.credit);
    }
  }
  return [...days].map(([day, counts]) => ({ batch: `${profileId}#${version}`, day, counts }));
}

/** A conversion is also counted by its message, and a refused message by its content and by the moment. */
function listMeasures(trace: Trace, at: number): readonly string[] {
  const measures = measureDecision(trace);
  const [first] = measures;
  if (first === undefined || trace.touch === undefined) return measures;
  const moment = trace.action === 'send' ? describeMoment(at) : {};
  return [...addContent(first, trace, moment), ...measures.slice(1)];
}

function addContent(
  measure: string,
  { step, touch }: Trace,
  moment: DimensionValues = {},
): readonly string[] {
  return [measure, ...measureDimensions(measure, { ...touch, step, ...moment })];
}

/** The entry of a repeated touchpoint, with the time at which it was first counted. */
export function restoreEntry(profileId: string, { touchpoint, first }: Duplicate): TimelineEntry {
  const [, occurredAt, receivedAt] = first;
  return makeEntry(profileId, { ...touchpoint, occurredAt, receivedAt });
}

/** The decisions are not known here. */
export function makeEntry(profileId: string, touchpoint: Touchpoint): TimelineEntry {
  const { id: touchpointId, name, source, occurredAt, receivedAt } = touchpoint;
  return { profileId, touchpointId, name, source, occurredAt, receivedAt, traces: [], touchpoint };
}
