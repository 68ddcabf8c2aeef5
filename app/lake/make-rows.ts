/** The rows of the lake that entries of timelines make. A repeated entry makes the same rows. */

import type { JsonObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { formatUtcDay } from '../../engine/base/time-units.ts';
import { outcomeNames } from '../../engine/model/outcome-names.ts';
import type { TimelineEntry, Trace } from '../../engine/model/timeline-entry.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { hideSensitive, type SensitiveField } from '../../engine/policy/sensitive-fields.ts';
import type {
  DecisionRow,
  LakeMoment,
  LakeRow,
  OutcomeRow,
  PersonRow,
  TouchpointRow,
} from '../ports/lake.ts';

/** Outcomes that only senders know: no provider reports a message that was not sent. */
const outcomesByName: ReadonlyMap<string, string> = new Map([
  ...Object.entries(outcomeNames).map(([outcome, name]) => [name, outcome] as const),
  ['Message Suppressed', 'suppressed'],
]);

/**
 * Of one entry: its touchpoint if it has one, the decisions, and the outcome of a message if it reports one. Values of
 * sensitive fields are left out.
 */
export function makeEntryRows(
  entry: TimelineEntry,
  sensitive: readonly SensitiveField[],
): readonly LakeRow[] {
  const { profileId, touchpoint, traces } = entry;
  const decisions = traces.map((trace, position) => makeDecision(entry, trace, position));
  if (touchpoint === undefined) return decisions;
  const row = makeTouchpoint(profileId, touchpoint, sensitive);
  return [row, ...decisions, ...readOutcome(profileId, touchpoint)];
}

/** `ended`: profiles that are in the profile `personId` since `at` (epoch ms). */
export function makePersonRows(ended: readonly string[], personId: string, at: number): readonly PersonRow[] {
  return ended.map((profileId) => ({
    table: 'people',
    day: formatUtcDay(at),
    profile_id: profileId,
    person_id: personId,
    since: writeMoment(at),
  }));
}

export interface LakeOutcome {
  readonly profileId: string;
  readonly messageId: string;
  readonly outcome: string;
  readonly channel?: string | undefined;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly properties: JsonObject;
}

export function makeOutcome({
  profileId,
  messageId,
  outcome,
  channel,
  at,
  properties,
}: LakeOutcome): OutcomeRow {
  const { origin, template } = properties;
  return {
    table: 'outcomes',
    day: formatUtcDay(at),
    profile_id: profileId,
    message_id: messageId,
    outcome,
    ...omitAbsent({ channel, origin: readText(origin), template: readText(template) }),
    occurred_at: writeMoment(at),
    properties: JSON.stringify(properties),
  };
}

function makeTouchpoint(
  profileId: string,
  touchpoint: Touchpoint,
  sensitive: readonly SensitiveField[],
): TouchpointRow {
  const write = (part: 'traits' | 'properties' | 'context') =>
    JSON.stringify(hideSensitive(touchpoint[part], ['event', part], sensitive));
  const { id, name, type, source, userId, anonymousId, occurredAt, receivedAt } = touchpoint;
  return {
    table: 'touchpoints',
    day: formatUtcDay(occurredAt),
    profile_id: profileId,
    message_id: id,
    ...omitAbsent({ user_id: userId, anonymous_id: anonymousId }),
    name,
    type,
    source,
    occurred_at: writeMoment(occurredAt),
    received_at: writeMoment(receivedAt),
    traits: write('traits'),
    properties: write('properties'),
    context: write('context'),
  };
}

function makeDecision(entry: TimelineEntry, trace: Trace, position: number): DecisionRow {
  const { profileId, touchpointId, name, occurredAt, receivedAt } = entry;
  const { origin, action, reason, effectId, channel, step, touch, credit, note } = trace;
  return {
    table: 'decisions',
    day: formatUtcDay(receivedAt),
    profile_id: profileId,
    touchpoint_id: touchpointId,
    touchpoint_name: name,
    position,
    occurred_at: writeMoment(occurredAt),
    decided_at: writeMoment(receivedAt),
    ...{ origin, action, reason },
    ...omitAbsent({
      message_id: effectId,
      channel,
      step,
      template: touch?.template,
      variant: touch?.variant,
      locale: touch?.locale,
      credit,
      note,
    }),
  };
}

function readOutcome(profileId: string, touchpoint: Touchpoint): readonly OutcomeRow[] {
  const { source, name, properties, occurredAt: at } = touchpoint;
  const outcome = source === 'percorso' ? outcomesByName.get(name) : undefined;
  const messageId = readText(properties['message']);
  if (outcome === undefined || messageId === undefined) return [];
  return [
    makeOutcome({
      ...{ profileId, messageId, outcome, at, properties },
      channel: readText(properties['channel']),
    }),
  ];
}

function readText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** SQL's form, which has no zone: everything is UTC. */
function writeMoment(at: number): LakeMoment {
  return new Date(at).toISOString().replace('T', ' ').slice(0, -1);
}
