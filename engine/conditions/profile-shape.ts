/**
 * A profile as patterns see it, read field by field so that no view is built per event:
 * `{ id, userId, traits, computed, segments: { <id>: true }, consents: { <key>: 'granted' | 'denied' | 'pending' }, devices: { platform: [...], app: [...] }, createdAt, lastSeenAt }`.
 * The state of a consent is the effective one, for the person's present address.
 */

import { isObject } from '../base/json.ts';
import { readPresentState } from '../channels/confirmed-address.ts';
import { describeDevices } from '../channels/devices.ts';
import type { TopicPurposes } from '../channels/effective-consent.ts';
import type { Profile } from '../model/profile.ts';
import { type FieldOf, hasField, type profileFields } from '../model/readable-fields.ts';
import type { ValueShape } from '../patterns/value-shape.ts';
import { jsonShape } from '../patterns/value-shape.ts';

/** How the value of a computed trait is read: it depends on the trait's document, which conditions do not have. */
export interface ComputedReader {
  /** The current plain value (JSON); undefined when there is none. */
  read(profile: Profile, id: string, now: number): unknown;
  /** Next moment after `now` (epoch ms) at which time alone changes that value; undefined = never. */
  changesAt(profile: Profile, id: string, now: number): number | undefined;
  /** IANA name of the person's time zone by the contact policy; UTC when absent. */
  zoneOf?(profile: Profile): string;
  /** The state of a topic depends on that of its purpose. */
  readonly topicPurposes: TopicPurposes;
}

/** The shape for `compilePattern`; the value matched must be a Profile. */
export function createProfileShape(computed: ComputedReader): ValueShape {
  const computedShape: ValueShape = {
    bindField: (id) => (profile, now) => computed.read(asProfile(profile), id, now),
    bindChange: (id) => (profile, now) => computed.changesAt(asProfile(profile), id, now),
    shapeOf: () => jsonShape,
  };
  const shapes: Readonly<Record<FieldOf<typeof profileFields, 'map'>, ValueShape>> = {
    // Null marks a removed trait: for patterns it is absent.
    traits: createEntryShape((trait) => (isObject(trait) ? (trait['value'] ?? undefined) : undefined)),
    segments: createEntryShape((since) => (since === undefined ? undefined : true)),
    consents: {
      bindField: (key) => (profile) => readPresentState(asProfile(profile), key, computed.topicPurposes),
      shapeOf: () => jsonShape,
    },
    devices: {
      bindField: (key) => (profile) => {
        const described = describeDevices(asProfile(profile));
        return hasField(described, key) && described[key].length > 0 ? described[key] : undefined;
      },
      shapeOf: () => jsonShape,
    },
    computed: computedShape,
  };
  return {
    bindField: (key) => (wholeFields.has(key) ? (profile) => profile : jsonShape.bindField(key)),
    shapeOf: (key) => (hasField(shapes, key) ? shapes[key] : jsonShape),
  };
}

/** These need the whole profile, so it takes the place of its own field. */
const wholeFields: ReadonlySet<string> = new Set(['computed', 'consents', 'devices']);

function createEntryShape(readEntry: (entry: unknown) => unknown): ValueShape {
  return {
    bindField: (key) => {
      const readOwn = jsonShape.bindField(key);
      return (container, now) => readEntry(readOwn(container, now));
    },
    shapeOf: () => jsonShape,
  };
}

/** Containers reach these shapes only as the profile that was matched. */
function asProfile(container: object): Profile {
  return container as Profile;
}
