/** The one place where an answer loses what its key may not see: fields that the policy marks as sensitive. */
import type { Json, JsonObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { StatedTrait } from '../../engine/model/profile.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import {
  findSensitive,
  hiddenValue,
  hideSensitive,
  listSensitive,
  type SensitiveField,
} from '../../engine/policy/sensitive-fields.ts';
import type { InspectedProfile } from '../inspect/inspect-profile.ts';
import type { TimelineRow } from '../inspect/read-timeline.ts';
import type { ApiScope } from '../ports/api-keys.ts';

export interface Hidden {
  readonly fields: readonly SensitiveField[];
  /** Journeys whose key is the value of such a field. */
  readonly keyed: ReadonlySet<string>;
}

/** No document reads for a key: whom a field allows does not matter. */
export function listHidden(
  snapshot: Pick<ProgramSnapshot, 'policy' | 'traits' | 'journeys'> | undefined,
  scopes: readonly ApiScope[],
): Hidden {
  if (snapshot === undefined || scopes.includes('sensitive:read')) return { fields: [], keyed: new Set() };
  const fields = listSensitive(snapshot.policy.sensitive, snapshot.traits);
  const isSensitive = (path: string) => findSensitive(fields, path, 'api-key') !== undefined;
  const keyed = snapshot.journeys.filter(({ document: { key } }) => key !== undefined && isSensitive(key));
  return { fields, keyed: new Set(keyed.map(({ document }) => document.id)) };
}

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

type Traits = Readonly<Record<string, StatedTrait>>;

function hideTraits(traits: Traits, fields: readonly SensitiveField[]): Traits {
  const values = Object.fromEntries(Object.entries(traits).map(([name, { value }]) => [name, value]));
  const shown = hideSensitive(values, ['profile', 'traits'], fields);
  return Object.fromEntries(
    Object.entries(traits).map(([name, trait]) => [name, { ...trait, value: shown[name] as Json }]),
  );
}

/** Of an event: its traits, properties and context, and the traits that it replaced. A message has no values. */
export function hideOfRow(row: TimelineRow, { fields }: Hidden): TimelineRow {
  if (row.kind !== 'entry' || fields.length === 0) return row;
  const { touchpoint, previous } = row.entry;
  const shown = touchpoint && {
    ...touchpoint,
    traits: hideSensitive(touchpoint.traits, ['event', 'traits'], fields),
    properties: hideSensitive(touchpoint.properties, ['event', 'properties'], fields),
    context: hideSensitive(touchpoint.context, ['event', 'context'], fields),
  };
  const entry = {
    ...row.entry,
    ...omitAbsent({ touchpoint: shown, previous: previous && hideTraits(previous, fields) }),
  };
  return { ...row, entry };
}
