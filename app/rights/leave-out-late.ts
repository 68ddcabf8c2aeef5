/**
 * An event that is rejected after an erasure, with an id of the erased person. What the sweep of the erasure would have
 * removed is not stored. The ids are known by their hashes only, so each id of the event is looked for.
 */
import { isObject, type Json } from '../../engine/base/json.ts';
import { normalizeEmail, normalizePhone } from '../../engine/channels/normal-forms.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import { readExternalId } from '../../engine/touchpoint/identity-keys.ts';
import type { ErasureReader } from '../ports/erasure-register.ts';
import { listAddresses } from './addresses-in-text.ts';
import { findMarked } from './find-marked.ts';
import { createPersonMatcher } from './match-person.ts';
import { parseEventText } from './parse-event-text.ts';
import { nameKey } from './person-trace.ts';

export type LateErasures = Pick<ErasureReader, 'isUsed' | 'find'>;

/** The event without the members and addresses of erased people. Undefined: it is about one of them. */
export async function leaveOutLate(register: LateErasures, event: string): Promise<string | undefined> {
  if (!(await register.isUsed())) return event;
  const keys = await findMarked(register, listNamed(event));
  if (keys.length === 0) return event;
  const addresses = keys.flatMap(({ type, value }) =>
    type === 'email' || type === 'phone'
      ? [{ channel: type === 'email' ? ('email' as const) : ('sms' as const), address: value }]
      : [],
  );
  const traced = keys.map((key) => ({ key, relation: 'leads' as const }));
  return createPersonMatcher({ profileIds: [], keys: traced, addresses }, undefined).cut(event);
}

/** Every id and address that the event can name, once: also where a valid event has none. */
function listNamed(event: string): readonly IdentityKey[] {
  const found = new Map<string, IdentityKey>();
  const add = (key: IdentityKey | undefined) => void (key && found.set(nameKey(key), key));
  const addText = (text: string) => {
    const [email, phone] = [normalizeEmail(text), normalizePhone(text)];
    if (email !== undefined) add({ type: 'email', value: email });
    if (phone !== undefined) add({ type: 'phone', value: phone });
  };
  const addTexts = (text: string) => {
    addText(text);
    for (const address of listAddresses(text)) addText(address);
  };
  const collect = (value: Json, name?: string): void => {
    const isId = typeof value === 'string' || typeof value === 'number';
    if (name === 'userId' && isId) add({ type: 'userId', value: String(value).trim() });
    if ((name === 'anonymousId' || name === 'previousId') && isId)
      add({ type: 'anonymousId', value: String(value).trim() });
    if (typeof value === 'string') addTexts(value);
    if (Array.isArray(value)) for (const each of value) collect(each);
    if (name === 'externalIds' && Array.isArray(value)) for (const each of value) add(readExternalId(each));
    if (isObject(value))
      for (const [key, inner] of Object.entries(value)) {
        addTexts(key);
        collect(inner, key);
      }
  };
  const value = parseEventText(event);
  if (value !== undefined) collect(value);
  else for (const word of event.split(separators)) addText(word);
  return [...found.values()];
}

/** Of a text that is no JSON. */
const separators = /[\s"',;:<>(){}[\]\\]+/;
