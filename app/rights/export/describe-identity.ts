/** The identifiers and addresses of a person in plain words. */
import type { Json, JsonObject } from '../../../engine/base/json.ts';
import type { AddressRecord } from '../../../engine/policy/admit.ts';
import type { AddressBook } from '../../ports/address-book.ts';
import { mapBounded } from '../../runtime/run-bounded.ts';
import type { PersonTrace, TracedAddress, TracedKey } from '../person-trace.ts';
import { mapMoments, showMoments, toJson, toMoment } from './moments.ts';

const meanings: Readonly<Record<TracedKey['relation'], string>> = {
  leads: 'It leads to this person.',
  internal: 'Percorso uses it to keep the profiles of this person apart from those of others.',
  names: 'Several people state it. It leads to none of their profiles, or to that of another person.',
  stated: 'An event of this person states it. It leads to no profile, or to that of another person.',
};

export function describeKeys(keys: readonly TracedKey[]): Json {
  return keys.map(({ key: { type, value }, relation, first }) =>
    toJson({
      type,
      value,
      meaning: meanings[relation],
      firstStated:
        first === undefined
          ? undefined
          : { at: toMoment(first.at), event: first.event, source: first.source },
    }),
  );
}

const concurrency = 20;

/** Of an address that leads to someone else, only that the person stated it. */
export async function describeAddresses(
  addresses: Pick<AddressBook, 'read'>,
  trace: Pick<PersonTrace, 'profileId' | 'ended' | 'addresses'>,
): Promise<Json> {
  const own = new Set([trace.profileId, ...trace.ended]);
  const described = await mapBounded(trace.addresses, concurrency, async (traced) => {
    const { channel, address, isOfOther } = traced;
    if (isOfOther) return describeForeign(traced);
    const record = await addresses.read(channel, address, { consistent: true });
    return record === undefined ? { channel, address } : describeAddress(traced, record, own);
  });
  return [...described];
}

function describeForeign({ channel, address }: TracedAddress): JsonObject {
  return { channel, address, note: 'It leads to another person too: what holds for it is not in this file.' };
}

function describeAddress(
  { channel, address }: TracedAddress,
  record: AddressRecord,
  own: ReadonlySet<string>,
): JsonObject {
  const { isSuppressed, suppressedBy, hasComplained, isShared, consents, softBounces, holder } = record;
  const { deniedAt, grantedAt, confirmedAt, isListed, heardAt, usedAt } = record;
  return toJson({
    channel,
    address,
    getsNoMessages: isSuppressed,
    why: suppressedBy,
    hasComplained: hasComplained ?? false,
    isStatedBySeveralProfiles: isShared,
    isOneOfSeveral: isListed,
    consents,
    deniedAt: mapMoments(deniedAt),
    grantedAt: mapMoments(grantedAt),
    confirmedAt: mapMoments(confirmedAt),
    temporaryFailures: showMoments(softBounces ?? []),
    isDeviceSince: holder !== undefined && own.has(holder.profileId) ? toMoment(holder.at) : undefined,
    wroteAt: heardAt === undefined ? undefined : toMoment(heardAt),
    usedAt: usedAt === undefined ? undefined : toMoment(usedAt),
  });
}
