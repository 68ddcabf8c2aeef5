/** The fields of a person and of an event that conditions, templates and paths can read: the only list of them. */
import type { Profile } from './profile.ts';
import type { Touchpoint } from './touchpoint.ts';

/** `text` and `moment` (epoch ms) are single values; a `map` has names below it: `profile.traits.city`. */
export type FieldForm = 'text' | 'moment' | 'map';

type Fields<Owner> = Readonly<Partial<Record<keyof Owner, FieldForm>>>;

export const profileFields = {
  id: 'text',
  userId: 'text',
  traits: 'map',
  computed: 'map',
  segments: 'map',
  consents: 'map',
  devices: 'map',
  createdAt: 'moment',
  lastSeenAt: 'moment',
} as const satisfies Fields<Profile>;

export const eventFields = {
  name: 'text',
  source: 'text',
  type: 'text',
  properties: 'map',
  traits: 'map',
  context: 'map',
  occurredAt: 'moment',
} as const satisfies Fields<Touchpoint>;

export type ProfileFieldName = keyof typeof profileFields;
export type EventFieldName = keyof typeof eventFields;

/** The fields of one form, such as the maps among the fields of a profile. */
export type FieldOf<All, Form extends FieldForm> = {
  [Name in keyof All]: All[Name] extends Form ? Name : never;
}[keyof All];

/** Whether a record over fields has one of that name. */
export function hasField<Name extends string>(
  record: Readonly<Record<Name, unknown>>,
  name: string,
): name is Name {
  return Object.hasOwn(record, name);
}

/** Undefined if no field has this name. */
export function findForm(fields: Readonly<Record<string, FieldForm>>, name: string): FieldForm | undefined {
  return hasField(fields, name) ? fields[name] : undefined;
}
