/**
 * A profile as one DynamoDB item: readable where a user would look (traits, computed, segments, consents), packed
 * elsewhere (times of traits, processed inputs, sliding windows, sent and held messages).
 */

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Json } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { Device } from '../../engine/model/device.ts';
import type { MergeMark, Profile, StatedTrait, Suppression } from '../../engine/model/profile.ts';
import {
  checkSchemaVersion,
  type Item,
  makeNumber,
  makeText,
  readNumber,
  readOptionalNumber,
  readText,
} from './attributes.ts';
import { decodeComputed, encodeComputed } from './computed-attribute.ts';
import { decodeConsent, encodeConsent } from './consent-attribute.ts';
import { decodeContacts, encodeContacts } from './contacts-attribute.ts';
import { decodeEntryCount, decodeExits, encodeEntryCount, encodeExits } from './entries-attribute.ts';
import { decodeHeld, encodeHeld } from './held-attribute.ts';
import { decodeJson, decodeRecord, encodeJson, encodeRecord } from './json-attribute.ts';
import { decodeOutbox, encodeOutbox } from './outbox-attribute.ts';
import { decodeInputs, encodeInputs } from './packed-inputs.ts';
import { decodeMoment, decodeTimes, encodeMoment, encodeTimes } from './packed-times.ts';
import { decodePositions, encodePositions } from './positions-attribute.ts';
import { decodeTouches, encodeTouches } from './touches-attribute.ts';

export const profileEntity = 'Profile';

/** 2: the counts of entries into journeys are with the positions. Items of version 1 have them all in `journeyEntries`. */
const profileVersion = 2;

/** `wakeShard` is the partition of the wake index; both wake attributes are absent when no timer is set. */
export function encodeProfile(profile: Profile, wakeShard: string): Item {
  const { journeys, others } = encodePositions(profile);
  const item: Record<string, AttributeValue | undefined> = {
    pk: makeText(profile.id),
    entity: makeText(profileEntity),
    schemaVersion: makeNumber(profileVersion),
    version: makeNumber(profile.version),
    createdAt: makeNumber(profile.createdAt),
    lastSeenAt: makeNumber(profile.lastSeenAt),
    userId: profile.userId === undefined ? undefined : encodeJson(profile.userId),
    sessions: profile.sessions && encodeJson([...profile.sessions]),
    anonymous: profile.isAnonymous && { BOOL: true },
    traits: encodeUnlessEmpty(profile.traits, ({ value }) => encodeJson(value)),
    times: encodeTraitTimes(profile.traits),
    computed: encodeUnlessEmpty(profile.computed, encodeComputed),
    segments: encodeUnlessEmpty(profile.segments, encodeMoment),
    consents: encodeUnlessEmpty(profile.consents, encodeConsent),
    suppressions: encodeUnlessEmpty(profile.suppressions, ({ address, reason, at }: Suppression) =>
      encodeJson([address, reason, at]),
    ),
    accounts: profile.accounts && encodeRecord(profile.accounts, encodeMoment),
    devices: profile.devices === undefined ? undefined : encodeDevices(profile.devices),
    ruleFirings: encodeUnlessEmpty(profile.ruleFirings, ([times, lastAt]) => ({
      L: [makeNumber(times), makeNumber(lastAt)],
    })),
    journeys,
    journeyEntries: encodeUnlessEmpty(others, encodeEntryCount),
    recentExits: encodeExits(profile.recentExits),
    held: encodeHeld(profile.held),
    contacts: encodeContacts(profile.contacts),
    campaignRuns: encodeUnlessEmpty(profile.campaignRuns, makeNumber),
    touches: encodeTouches(profile.touches),
    inputs: hasInputs(profile) ? { B: encodeInputs(profile) } : undefined,
    mergedInto:
      profile.mergedInto === undefined ? undefined : encodeJson(profile.mergedInto as unknown as Json),
    erasedAt: profile.erasedAt === undefined ? undefined : makeNumber(profile.erasedAt),
    absorbed: encodeMarks(profile.absorbed),
    apart: encodeMarks(profile.apart),
    drawnAs: profile.drawnAs === undefined ? undefined : makeText(profile.drawnAs),
    releasedKeys: profile.releasedKeys && encodeJson([...profile.releasedKeys]),
    outbox: encodeOutbox(profile.outbox),
    program: profile.program === undefined ? undefined : makeNumber(profile.program),
    wakeShard: profile.wakeAt === undefined ? undefined : makeText(wakeShard),
    wakeAt: profile.wakeAt === undefined ? undefined : makeNumber(profile.wakeAt),
  };
  const present = Object.entries(item).flatMap(([name, value]) => (value ? [[name, value] as const] : []));
  return Object.fromEntries(present);
}

/** Throws StoredItemInvalidError, also for an item of a newer version. */
export function decodeProfile(item: Item): Profile {
  checkSchemaVersion(item, profileEntity, profileVersion);
  const userId = item['userId'] === undefined ? undefined : decodeJson(item['userId']);
  const program = readOptionalNumber(item, 'program');
  const wakeAt = readOptionalNumber(item, 'wakeAt');
  const { journeys, journeyEntries } = decodePositions(item['journeys']);
  return {
    id: readText(item, 'pk', profileEntity),
    version: readNumber(item, 'version', profileEntity),
    createdAt: readNumber(item, 'createdAt', profileEntity),
    lastSeenAt: readNumber(item, 'lastSeenAt', profileEntity),
    ...omitAbsent({ userId: userId === undefined ? undefined : String(userId) }),
    ...omitAbsent({ sessions: item['sessions'] && (decodeJson(item['sessions']) as readonly string[]) }),
    ...omitAbsent({ isAnonymous: item['anonymous'] && (true as const) }),
    traits: decodeTraits(item),
    computed: decodeRecord(item['computed'], decodeComputed),
    segments: decodeRecord(item['segments'], decodeMoment),
    consents: decodeRecord(item['consents'], decodeConsent),
    suppressions: decodeRecord(item['suppressions'], decodeSuppression),
    ...omitAbsent({ accounts: item['accounts'] && decodeRecord(item['accounts'], decodeMoment) }),
    ...omitAbsent({ devices: item['devices'] && decodeDevices(item['devices']) }),
    ruleFirings: decodeRecord(
      item['ruleFirings'],
      (value) => [Number(value.L?.[0]?.N), Number(value.L?.[1]?.N)] as const,
    ),
    journeys,
    journeyEntries: { ...decodeRecord(item['journeyEntries'], decodeEntryCount), ...journeyEntries },
    recentExits: decodeExits(item['recentExits']),
    held: decodeHeld(item['held']),
    contacts: decodeContacts(item['contacts']),
    campaignRuns: decodeRecord(item['campaignRuns'], (value) => Number(value.N)),
    touches: decodeTouches(item['touches'], item['pendingConversions']),
    ...decodeInputs(item['inputs']),
    ...omitAbsent({ program }),
    ...decodeMerges(item),
    ...omitAbsent({ erasedAt: readOptionalNumber(item, 'erasedAt') }),
    outbox: decodeOutbox(item['outbox']),
    ...omitAbsent({ wakeAt }),
  };
}

function encodeUnlessEmpty<Value>(
  record: Readonly<Record<string, Value>>,
  encodeValue: (value: Value) => AttributeValue,
): AttributeValue | undefined {
  return Object.keys(record).length === 0 ? undefined : encodeRecord(record, encodeValue);
}

/** Times of all traits in the order of their names: traits stated together cost one byte each. */
function encodeTraitTimes(traits: Profile['traits']): AttributeValue | undefined {
  const names = Object.keys(traits).sort();
  return names.length === 0 ? undefined : { B: encodeTimes(names.map((name) => traits[name]?.at ?? 0)) };
}

/** A trait that a user added by hand in the table makes the times unreadable: then all count as never stated. */
function decodeTraits(item: Item): Record<string, StatedTrait> {
  const values = decodeRecord<Json>(item['traits'], decodeJson);
  const names = Object.keys(values).sort();
  const times = decodeTimes(item['times']?.B);
  const known = times.length === names.length;
  return Object.fromEntries(
    names.map((name, index) => [name, { value: values[name] ?? null, at: known ? (times[index] ?? 0) : 0 }]),
  );
}

function decodeSuppression(attribute: AttributeValue): Suppression {
  const [address, reason, at] = decodeJson(attribute) as [string, Suppression['reason'], number];
  return { address, reason, at };
}

function encodeDevices(devices: readonly Device[]): AttributeValue {
  return encodeJson(devices.map((device) => ({ ...device })));
}

function decodeDevices(attribute: AttributeValue): readonly Device[] {
  return decodeJson(attribute) as unknown as readonly Device[];
}

function encodeMarks(marks: readonly MergeMark[] | undefined): AttributeValue | undefined {
  return marks && encodeJson(marks.map((mark) => [...mark]));
}

/** Most profiles have none of these. */
function decodeMerges({
  mergedInto,
  absorbed,
  apart,
  drawnAs,
  releasedKeys,
}: Item): Pick<Profile, 'mergedInto' | 'absorbed' | 'apart' | 'drawnAs' | 'releasedKeys'> {
  return omitAbsent({
    mergedInto: mergedInto && (decodeJson(mergedInto) as unknown as NonNullable<Profile['mergedInto']>),
    absorbed: absorbed && (decodeJson(absorbed) as unknown as readonly MergeMark[]),
    apart: apart && (decodeJson(apart) as unknown as readonly MergeMark[]),
    drawnAs: drawnAs?.S,
    releasedKeys: releasedKeys && (decodeJson(releasedKeys) as readonly string[]),
  });
}

function hasInputs({ processedEvents, dedupWatermark }: Profile): boolean {
  return processedEvents.length > 0 || dedupWatermark !== undefined;
}
