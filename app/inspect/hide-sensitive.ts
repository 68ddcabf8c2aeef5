/**
 * The one place where what is shown of a person loses the fields that the policy marks as sensitive: for keys of the Profile
 * API without the scope, and for commands without --show-sensitive.
 */
import { isObject, type Json, type JsonObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { channelDefinitions } from '../../engine/channels/channel-definitions.ts';
import type { ConditionExplanation } from '../../engine/compile/explain-condition.ts';
import type { StatedTrait } from '../../engine/model/profile.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import {
  findSensitive,
  hasSensitiveKey,
  hiddenValue,
  hideSensitive,
  listSensitive,
  type SensitiveField,
} from '../../engine/policy/sensitive-fields.ts';
import type { InspectedConsents } from './inspect-consents.ts';
import type { InspectedProfile } from './inspect-profile.ts';
import type { TimelineRow } from './read-timeline.ts';

export interface Hidden {
  readonly fields: readonly SensitiveField[];
  /** Journeys whose key is the value of such a field, in any version. */
  readonly keyed: ReadonlySet<string>;
}

/** Nothing is published, or the reader may see all. */
export const nothingHidden: Hidden = { fields: [], keyed: new Set() };

/** No document reads for an operator or a key: whom a field allows does not matter. */
export function listHidden(
  snapshot: Pick<ProgramSnapshot, 'policy' | 'traits' | 'journeys'> | undefined,
): Hidden {
  if (snapshot === undefined) return nothingHidden;
  const fields = listSensitive(snapshot.policy.sensitive, snapshot.traits);
  const keyed = snapshot.journeys.filter((journey) => hasSensitiveKey(fields, journey, noDocument));
  return { fields, keyed: new Set(keyed.map(({ document }) => document.id)) };
}

const noDocument = 'person';

export function hideOfPerson(facts: InspectedProfile, { fields, keyed }: Hidden): InspectedProfile {
  if (fields.length === 0) return facts;
  const { profile, computed } = facts;
  const event = <Holder extends { readonly event?: JsonObject }>(holder: Holder): Holder => ({
    ...holder,
    ...omitAbsent({ event: holder.event && hideSensitive(holder.event, ['event'], fields) }),
  });
  return {
    ...facts,
    profile: {
      ...profile,
      traits: hideTraits(profile.traits, fields),
      journeys: profile.journeys
        .map(event)
        .map((position) => (keyed.has(position.journey) ? { ...position, key: hiddenValue } : position)),
      held: profile.held.map(event),
    },
    computed: computed.map(([id, value]) => [
      id,
      hideSensitive({ [id]: value }, ['profile', 'computed'], fields)[id] as Json,
    ]),
  };
}

/** The trait, or a part of it. */
export function isHiddenTrait(name: string, { fields }: Hidden): boolean {
  return findSensitive(fields, `profile.traits.${name}`, noDocument) !== undefined;
}

type Traits = Readonly<Record<string, StatedTrait>>;

function hideTraits(traits: Traits, fields: readonly SensitiveField[]): Traits {
  const values = Object.fromEntries(Object.entries(traits).map(([name, { value }]) => [name, value]));
  const shown = hideSensitive(values, ['profile', 'traits'], fields);
  return Object.fromEntries(
    Object.entries(traits).map(([name, trait]) => [name, { ...trait, value: shown[name] as Json }]),
  );
}

/**
 * Of an event: its traits, properties and context, the traits that it replaced, and the keys of journeys in its decisions.
 * Of a message: its addresses.
 */
export function hideOfRow(row: TimelineRow, hidden: Hidden): TimelineRow {
  const { fields } = hidden;
  if (fields.length === 0) return row;
  if (row.kind === 'message') return hideOfMessage(row, hidden);
  const { touchpoint, previous, traces } = row.entry;
  const shown = touchpoint && {
    ...touchpoint,
    traits: hideSensitive(touchpoint.traits, ['event', 'traits'], fields),
    properties: hideSensitive(touchpoint.properties, ['event', 'properties'], fields),
    context: hideSensitive(touchpoint.context, ['event', 'context'], fields),
  };
  const entry = {
    ...row.entry,
    traces: hideOfJourneys(traces, hidden),
    ...omitAbsent({ touchpoint: shown, previous: previous && hideTraits(previous, fields) }),
  };
  return { ...row, entry };
}

function hideOfMessage(row: Extract<TimelineRow, { kind: 'message' }>, hidden: Hidden): TimelineRow {
  const { channel } = row.message;
  if (channel === 'webhook') return row;
  const { addressTrait, listTrait } = channelDefinitions[channel];
  if (![addressTrait, listTrait].some((trait) => trait !== undefined && isHiddenTrait(trait, hidden)))
    return row;
  const { to: _to, choice: _choice, ...message } = row.message;
  return { ...row, message };
}

/** Of positions, held messages and decisions, wherever they are in the value: events, and the keys of journeys. */
export function hideOfJourneys<Value>(value: Value, hidden: Hidden): Value {
  return hidden.fields.length === 0 ? value : (hideDeep(value as Json, hidden) as Value);
}

function hideDeep(value: Json, hidden: Hidden): Json {
  if (Array.isArray(value)) return value.map((each) => hideDeep(each, hidden));
  if (!isObject(value)) return value;
  const { journey, origin } = value;
  const isKeyed = [journey, origin].some(
    (name) => typeof name === 'string' && hidden.keyed.has(name.replace(/^journey:/, '')),
  );
  const entries = Object.entries(value as JsonObject).map(([name, inner]): [string, Json] => {
    if (name === 'key' && isKeyed) return [name, hiddenValue];
    if (name === 'event' && isObject(inner))
      return [name, hideSensitive(inner as JsonObject, ['event'], hidden.fields)];
    return [name, inner === undefined ? inner : hideDeep(inner, hidden)];
  });
  return Object.fromEntries(entries);
}

/** Of what a condition reads of the person: each value by its path, as the condition writes it. */
export function hideOfCondition(explanation: ConditionExplanation, hidden: Hidden): ConditionExplanation {
  const isHidden = (path: string) =>
    [path, `profile.${path}`].some((each) => findSensitive(hidden.fields, each, noDocument) !== undefined);
  const actual = Object.entries(explanation.actual).map(([path, value]): [string, Json] => [
    path,
    value !== null && isHidden(path) ? hiddenValue : value,
  ]);
  const parts = explanation.parts.map((part) => hideOfCondition(part, hidden));
  return { ...explanation, actual: Object.fromEntries(actual), parts };
}

/** Of the proof of a consent: where its statement has it. */
export function hideOfConsents(facts: InspectedConsents, { fields }: Hidden): InspectedConsents {
  if (fields.length === 0) return facts;
  const isHidden = (path: string) => findSensitive(fields, `event.context.${path}`, noDocument) !== undefined;
  const hide = (value: string | undefined, ...paths: readonly string[]) =>
    value !== undefined && paths.some(isHidden) ? hiddenValue : value;
  const records = facts.records.map((record) => ({
    ...record,
    ...omitAbsent({
      form: hide(record.form, 'consentSource.form'),
      url: hide(record.url, 'consentSource.url'),
      ip: hide(record.ip, 'consentSource.ip', 'ip'),
    }),
  }));
  return { ...facts, records };
}

/** `shown`: the event as JSON; absent if the text is none. */
export interface ShownEvent {
  readonly shown?: Json;
  readonly text: string;
  readonly isHidden: boolean;
}

/**
 * Of an event as it was put on the bus. Of a text that is no JSON, no field is known: all of it is hidden if any field of
 * events is sensitive.
 */
export function hideOfRejected(text: string, event: Json | undefined, { fields }: Hidden): ShownEvent {
  if (event === undefined) {
    const isHidden = fields.some(({ names: [root] }) => root === 'event');
    return { text: isHidden ? hiddenValue : text, isHidden };
  }
  const detail = isObject(event) ? (event as JsonObject)['detail'] : undefined;
  if (detail === undefined) return { shown: event, text, isHidden: false };
  const shown = { ...(event as JsonObject), detail: hideOfDetail(detail, fields) };
  const isHidden = JSON.stringify(shown) !== JSON.stringify(event);
  return { shown, text: isHidden ? JSON.stringify(shown) : text, isHidden };
}

/** The call of a group has the traits of the account where other calls have those of the person; a packed event has a list. */
function hideOfDetail(detail: Json, fields: readonly SensitiveField[]): Json {
  if (!isObject(detail)) return detail;
  const shown = hideSensitive(detail as JsonObject, ['event'], fields);
  const { traits, batch } = shown;
  return {
    ...shown,
    ...omitAbsent({
      traits: traits && hideSensitive(traits, ['account'], fields),
      batch: Array.isArray(batch) ? batch.map((each) => hideOfDetail(each, fields)) : undefined,
    }),
  };
}

/** The text has the mark of a hidden value: it is not what was received. */
export function hasHiddenValue(text: string): boolean {
  return text.includes(`"${hiddenValue}"`);
}
