/** Where each key and address that was found leads: it can be that of another person. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { channelDefinitions } from '../../engine/channels/channel-definitions.ts';
import { deviceKind, nameKind } from '../../engine/identity/identity-rules.ts';
import { channels } from '../../engine/model/channels.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import { findOwner } from '../identity/find-owner.ts';
import type { ScannedIdentity } from '../ports/identity-scanner.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import { mapBounded } from '../runtime/run-bounded.ts';
import { addAddress, type Found } from './collect-rows.ts';
import { findSharer, type SharerStores } from './find-sharer.ts';
import { nameKey, type TracedAddress, type TracedKey } from './person-trace.ts';
import { isOfUser } from './scan-identities.ts';

/** Keys that are looked up at the same time. */
const concurrency = 20;

interface LookUpStores extends SharerStores {
  readonly identities: Pick<IdentityStore, 'find' | 'read'>;
}

export async function lookUpKeys(
  { keys, firsts }: Found,
  items: readonly ScannedIdentity[],
  { own, userId }: { readonly own: ReadonlySet<string>; readonly userId?: string | undefined },
  stores: LookUpStores,
  onProgress: (count: number) => void,
): Promise<readonly TracedKey[]> {
  const all = new Map(keys);
  const named = new Set<string>();
  const owners = new Set<string>();
  for (const item of items) {
    if (item.kind !== 'key') continue;
    all.set(nameKey(item.key), item.key);
    if (item.profileIds.some((id) => own.has(id))) named.add(nameKey(item.key));
    if (item.key.type === 'owner' && userId !== undefined && isOfUser(item, userId))
      owners.add(nameKey(item.key));
  }
  let count = 0;
  const traced = await mapBounded(
    [...all],
    concurrency,
    async ([name, key]): Promise<TracedKey | undefined> => {
      onProgress(++count);
      if (key.type === 'owner' || key.type === 'slot')
        return owners.has(name) || own.has(key.value.split('/')[0] ?? '')
          ? { key, relation: 'internal' }
          : undefined;
      const owner = await findOwner(stores.identities, key, { consistent: true });
      const leads = owner !== undefined && own.has(owner);
      const isStated = keys.has(name);
      if (!leads && !named.has(name) && !isStated) return undefined;
      const sharer = leads ? await findSharer(key, own, stores) : undefined;
      return {
        key,
        relation: leads ? 'leads' : named.has(name) ? 'names' : 'stated',
        ...omitAbsent({ owner, sharer, first: firsts.get(name) }),
      };
    },
  );
  return traced
    .filter((each) => each !== undefined)
    .sort((left, right) => (nameKey(left.key) < nameKey(right.key) ? -1 : 1));
}

/** Emails and phones that lead to the person, and addresses whose items name the person. */
export function addKeyAddresses(
  found: Found,
  keys: readonly TracedKey[],
  items: readonly ScannedIdentity[],
  own: ReadonlySet<string>,
): void {
  for (const { key, relation } of keys) {
    if (relation !== 'leads' && relation !== 'names') continue;
    addOfType(found, key);
    addDeviceToken(found, key);
  }
  for (const item of items)
    if (item.kind === 'address' && item.profileIds.some((id) => own.has(id)))
      addAddress(found, item.channel, item.address);
  for (const { channel, address } of [...found.addresses.values()])
    addOfType(found, { type: channelDefinitions[channel].identityType, value: address });
}

/** One number is an address of two channels. */
function addOfType(
  found: Found,
  { type, value }: { readonly type: IdentityKey['type'] | undefined; readonly value: string },
): void {
  for (const channel of channels)
    if (type !== undefined && channelDefinitions[channel].identityType === type)
      addAddress(found, channel, value);
}

function addDeviceToken(found: Found, key: IdentityKey): void {
  const { type, value } = key;
  if (type === 'externalId' && nameKind(key) === deviceKind)
    addAddress(found, 'push', value.slice(deviceKind.length + 1));
}

export async function lookUpAddresses(
  { addresses }: Found,
  keys: readonly TracedKey[],
  own: ReadonlySet<string>,
  { identities }: LookUpStores,
): Promise<readonly TracedAddress[]> {
  const shared = new Set(keys.flatMap(({ key, sharer }) => (sharer === undefined ? [] : [nameKey(key)])));
  const traced = await mapBounded(
    [...addresses.values()],
    concurrency,
    async ({ channel, address }): Promise<TracedAddress> => {
      const { identityType: type } = channelDefinitions[channel];
      const consistent = { consistent: true };
      const owner =
        type === undefined
          ? (await identities.read(channel, address, consistent))?.holder?.profileId
          : await findOwner(identities, { type, value: address }, consistent);
      const isOfOther = owner !== undefined && !own.has(owner) ? (true as const) : undefined;
      const isShared = type !== undefined && shared.has(nameKey({ type, value: address }));
      return {
        channel,
        address,
        ...omitAbsent({ isOfOther, isOfSeveral: isShared ? (true as const) : undefined }),
      };
    },
  );
  return traced.toSorted((left, right) =>
    left.channel + left.address < right.channel + right.address ? -1 : 1,
  );
}
