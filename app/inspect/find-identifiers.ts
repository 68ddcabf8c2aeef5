/**
 * The identifiers of a person. Identity keys are stored by key, not by person, so they are collected from the profile and
 * from its newest timeline entries, and each is looked up: it may belong to another profile.
 */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { normalizeEmail } from '../../engine/channels/normal-forms.ts';
import { isSessionOf } from '../../engine/facts/person-sessions.ts';
import { deviceKind, nameKind, policyOf, readNationalPhone } from '../../engine/identity/identity-rules.ts';
import { readIdentifiers } from '../../engine/identity/read-identifiers.ts';
import type { IdentityPolicy } from '../../engine/model/documents/identity-policy.ts';
import { type Profile, readStated } from '../../engine/model/profile.ts';
import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import { findOwner } from '../identity/find-owner.ts';
import { foreignNote } from '../identity/guard-keys.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import { mapBounded } from '../runtime/run-bounded.ts';

export interface FoundIdentifier extends IdentityKey {
  /** The profile that the key leads to; undefined when the key is not bound. */
  readonly owner: string | undefined;
  /** It leads to no profile, because only sessions of others stated it: docs/adr/0078. */
  readonly isForeign?: true;
}

/** Keys that are looked up at the same time. */
const concurrency = 20;

export async function findIdentifiers(
  profile: Profile,
  entries: readonly TimelineEntry[],
  identities: IdentityStore,
  policy: IdentityPolicy | undefined,
): Promise<readonly FoundIdentifier[]> {
  const keys = new Map<string, IdentityKey>();
  const own = new Set<string>();
  const add = (key: IdentityKey, isOwn = true) => {
    const name = `${key.type}:${key.value}`;
    keys.set(name, key);
    if (isOwn) own.add(name);
  };
  if (profile.userId !== undefined) add({ type: 'userId', value: profile.userId });
  const email = normalizeStated(profile, 'email', normalizeEmail);
  if (email !== undefined) add({ type: 'email', value: email });
  const { phonePrefix = '' } = policyOf(policy, 'phone');
  const phone = normalizeStated(profile, 'phone', (text) => readNationalPhone(text, phonePrefix));
  if (phone !== undefined) add({ type: 'phone', value: phone });
  for (const entry of entries)
    if (entry.touchpoint !== undefined)
      for (const key of readIdentifiers(entry.touchpoint, policy).keys)
        add(key, !isForeign(profile, entry, key));
  return mapBounded([...keys], concurrency, async ([name, key]) => {
    const owner = await findOwner(identities, key, { consistent: true });
    const isUnused = owner === undefined && !own.has(name);
    return { ...key, owner, ...omitAbsent({ isForeign: isUnused ? (true as const) : undefined }) };
  });
}

/** Whether a session stated the key that was not the person's then, or is not now. */
function isForeign(profile: Profile, { touchpoint, traces }: TimelineEntry, key: IdentityKey): boolean {
  const { userId, anonymousId } = touchpoint ?? {};
  if (userId !== undefined || anonymousId === undefined) return false;
  const kind = nameKind(key);
  const origins = kind === deviceKind ? ['device', 'trait:pushToken'] : [`trait:${kind}`];
  const isRefused = traces.some(
    ({ origin, reason, note }) =>
      (reason === 'weak_identity' && origins.includes(origin)) ||
      (origin === `identity:${kind}` && note === foreignNote),
  );
  return isRefused || (profile.userId !== undefined && !isSessionOf(profile, anonymousId));
}

function normalizeStated(
  profile: Profile,
  trait: string,
  normalize: (text: string) => string | undefined,
): string | undefined {
  const value = readStated(profile, trait);
  return typeof value === 'string' ? normalize(value) : undefined;
}
