/**
 * Finds every item of the table of identity keys that leads to a person or names one. A key can be bound to a stronger
 * key, which is bound to the profile: the table is scanned until a scan finds no further stronger key.
 */
import type { IdentityScanner, ScannedIdentity, ScannedKey } from '../ports/identity-scanner.ts';
import { mapBounded } from '../runtime/run-bounded.ts';
import { nameKey } from './person-trace.ts';

export interface ScannedPerson {
  /** By name, each once. */
  readonly items: ReadonlyMap<string, ScannedIdentity>;
  /** Profiles whose owner key leads to one of the person's: merged, or about to be. */
  readonly profileIds: ReadonlySet<string>;
  /** Items that were read, repeats included. */
  readonly read: number;
}

/** Parallel segments of one scan. */
const segments = 8;
/** Chains of keys are short; each further round is one more scan. */
const maxRounds = 8;

export async function scanIdentities(
  scanner: IdentityScanner,
  { profileIds, userId }: { readonly profileIds: readonly string[]; readonly userId?: string | undefined },
  onProgress: (read: number) => void,
): Promise<ScannedPerson> {
  const items = new Map<string, ScannedIdentity>();
  const people = new Set(profileIds);
  const links = new Set<string>();
  let read = 0;
  const keepOwn = (item: ScannedIdentity): boolean => {
    const name = nameItem(item);
    const isUser = userId !== undefined && item.kind === 'key' && isOfUser(item, userId);
    const isNamed = isUser || item.profileIds.some((id) => people.has(id));
    const isLinked = item.kind === 'key' && item.sameAs !== undefined && links.has(nameKey(item.sameAs));
    if (items.has(name) || !(isNamed || isLinked)) return false;
    items.set(name, item);
    if (item.kind !== 'key') return false;
    links.add(name);
    if (item.key.type !== 'owner' || people.has(item.key.value)) return true;
    people.add(item.key.value);
    return true;
  };
  for (let round = 0, isFurther = true; isFurther && round < maxRounds; round++) {
    isFurther = false;
    const all = Array.from({ length: segments }, (_, index) => index);
    await mapBounded(all, segments, async (index) => {
      let cursor: string | undefined;
      do {
        const page = await scanner.scan({ index, total: segments }, cursor);
        for (const item of page.items) if (keepOwn(item)) isFurther = true;
        read += page.items.length;
        onProgress(read);
        cursor = page.cursor;
      } while (cursor !== undefined);
    });
  }
  return { items, profileIds: people, read };
}

function nameItem(item: ScannedIdentity): string {
  if (item.kind === 'key') return nameKey(item.key);
  return item.kind === 'address'
    ? `address#${item.channel}#${item.address}`
    : `account-entry#${item.journey}#${item.account}`;
}

/** The user stated it, or owns the profile that it names, which a worker may have prepared and never written. */
export function isOfUser({ key, binding }: ScannedKey, userId: string): boolean {
  const isOwner = key.type === 'owner' && 'profileId' in binding && binding.profileId === userId;
  return binding.user === userId || isOwner;
}
