/** Finds the person in an event that no profile has: it was rejected, or it waits in quarantine. */
import { isObject, type Json, type JsonObject } from '../../engine/base/json.ts';
import { normalizeEmail, normalizePhone } from '../../engine/channels/normal-forms.ts';
import { normalizeKey, policyOf, readNationalPhone } from '../../engine/identity/identity-rules.ts';
import type { IdentityPolicy } from '../../engine/model/documents/identity-policy.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import { readExternalId } from '../../engine/touchpoint/identity-keys.ts';
import { replaceAddresses } from './addresses-in-text.ts';
import { parseEventText } from './parse-event-text.ts';
import { nameKey, type PersonTrace } from './person-trace.ts';

/**
 * `own`: the event is about the person. `mention`: it is about someone else and contains an address of the person.
 * `none`: neither.
 */
export type Naming = 'own' | 'mention' | 'none';

export interface PersonMatcher {
  /** Of an event as it was received: JSON, or any text. */
  match(event: string): Naming;
  /** The event; of a packed one only the members that are about the person. */
  pick(event: string): Json;
  /**
   * The event without the person: of a packed one without the members that are about the person. Each text that is an
   * address or a profile of the person is replaced, and each address inside a longer text. Undefined: nothing of it is
   * about someone else.
   */
  cut(event: string): string | undefined;
}

/** In the place of an address of an erased person, in an event about someone else. */
const erasedText = '(erased)';

/** A shorter id can be any number in a text that is no JSON. */
const shortestId = 8;

/** The ids of one person or of several. */
export interface NamedPerson extends Pick<PersonTrace, 'keys' | 'addresses'> {
  readonly profileIds: readonly string[];
}

export function createPersonMatcher(trace: NamedPerson, policy: IdentityPolicy | undefined): PersonMatcher {
  const own = trace.keys.filter(({ relation }) => relation === 'leads').map(({ key }) => key);
  const names = new Set(own.map(nameKey));
  const addresses = new Set(
    trace.addresses.filter(({ isOfOther }) => isOfOther !== true).map(({ address }) => address),
  );
  const profiles: ReadonlySet<unknown> = new Set(trace.profileIds);
  const isOwn = (key: IdentityKey | undefined) =>
    key !== undefined && names.has(nameKey(normalizeKey(key, policy) ?? key));
  const isAddress = (text: string): boolean => {
    const phone =
      readNationalPhone(text, policyOf(policy, 'phone').phonePrefix ?? '') ?? normalizePhone(text);
    return [text, normalizeEmail(text), phone].some((form) => form !== undefined && addresses.has(form));
  };

  /** The ids in the places where touchpoints have them, and whether each is the person's. */
  function listIds(value: JsonObject): readonly boolean[] {
    const ids: boolean[] = [];
    for (const name of ['userId', 'anonymousId'] as const) {
      const id = value[name];
      if (typeof id === 'string' || typeof id === 'number')
        ids.push(isOwn({ type: name, value: String(id).trim() }));
    }
    if (typeof value['previousId'] === 'string' && isOwn({ type: 'anonymousId', value: value['previousId'] }))
      ids.push(true);
    if (typeof value['profileId'] === 'string') ids.push(profiles.has(value['profileId']));
    for (const part of ['traits', 'context']) {
      const inner = value[part];
      if (!isObject(inner)) continue;
      for (const name of ['email', 'phone'])
        if (typeof inner[name] === 'string') ids.push(isAddress(inner[name]));
      ids.push(...listIds(inner));
    }
    const { externalIds } = value;
    if (Array.isArray(externalIds)) ids.push(...externalIds.map((each) => isOwn(readExternalId(each))));
    return ids;
  }

  /** Ids at any depth: an event can be in the envelope of EventBridge, of a partner, or of a batch. */
  function listAllIds(value: Json): readonly boolean[] {
    if (Array.isArray(value)) return value.flatMap(listAllIds);
    if (!isObject(value)) return [];
    const inner = Object.entries(value).filter(([name]) => name !== 'traits' && name !== 'context');
    return [...listIds(value), ...inner.flatMap(([, each]) => listAllIds(each))];
  }

  function withoutText(text: string): string {
    if (isAddress(text) || profiles.has(text)) return erasedText;
    return replaceAddresses(text, isAddress, erasedText);
  }

  function mentions(value: Json): boolean {
    if (typeof value === 'string') return withoutText(value) !== value;
    if (Array.isArray(value)) return value.some(mentions);
    return isObject(value) && Object.entries(value).some(([name, each]) => mentions(name) || mentions(each));
  }

  function withoutMentions(value: Json): Json {
    if (typeof value === 'string') return withoutText(value);
    if (Array.isArray(value)) return value.map(withoutMentions);
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [withoutText(name), withoutMentions(each)]),
    );
  }

  function matchValue(value: Json): Naming {
    const ids = listAllIds(value);
    if (ids.includes(true)) return 'own';
    if (!mentions(value)) return 'none';
    // Without an id of someone else, nothing says that it is about another person.
    return ids.length === 0 ? 'own' : 'mention';
  }

  function matchText(text: string): Naming {
    const distinct = own.filter(({ value }) => value.length >= shortestId).map(({ value }) => value);
    return [...distinct, ...addresses].some((each) => text.includes(each)) ? 'own' : 'none';
  }

  return {
    cut(event) {
      const value = parseEventText(event);
      if (value === undefined) return matchText(event) === 'own' ? undefined : event;
      const members = readMembers(value);
      if (members === undefined)
        return matchValue(value) === 'own' ? undefined : JSON.stringify(withoutMentions(value));
      const kept = members.filter((member) => matchValue(member) !== 'own');
      if (kept.length === 0) return undefined;
      const detail = (value as JsonObject)['detail'] as JsonObject;
      const rest = { ...(value as JsonObject), detail: { ...detail, batch: kept } };
      return JSON.stringify(withoutMentions(rest));
    },
    match(event) {
      const value = parseEventText(event);
      if (value === undefined) return matchText(event);
      const members = readMembers(value);
      if (members === undefined) return matchValue(value);
      const found = members.map(matchValue);
      return found.includes('own') ? 'own' : found.includes('mention') ? 'mention' : 'none';
    },
    pick(event) {
      const value = parseEventText(event);
      if (value === undefined) return event;
      const members = readMembers(value);
      if (members === undefined) return value;
      const kept = members.filter((member) => matchValue(member) === 'own');
      const detail = (value as JsonObject)['detail'] as JsonObject;
      return {
        ...(value as JsonObject),
        detail: { ...detail, batch: kept },
        membersOfOthersLeftOut: members.length - kept.length,
      };
    },
  };
}

/** Of a packed event. */
function readMembers(value: Json): readonly Json[] | undefined {
  const detail = isObject(value) ? value['detail'] : undefined;
  const batch = isObject(detail) ? detail['batch'] : undefined;
  return Array.isArray(batch) ? batch : undefined;
}
