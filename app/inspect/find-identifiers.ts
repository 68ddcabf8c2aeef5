/**
 * The identifiers of a person. Identity keys are stored by key, not by person, so they are collected from the profile and
 * from its newest timeline entries, and each is looked up: it may belong to another profile.
 */
import { normalizeEmail } from '../../engine/channels/normal-forms.ts';
import { policyOf, readNationalPhone } from '../../engine/identity/identity-rules.ts';
import { readIdentifiers } from '../../engine/identity/read-identifiers.ts';
import type { IdentityPolicy } from '../../engine/model/documents/identity-policy.ts';
import { type Profile, readStated } from '../../engine/model/profile.ts';
import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import { findOwner } from '../identity/find-owner.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import { mapBounded } from '../runtime/run-bounded.ts';

export interface FoundIdentifier extends IdentityKey {
  /** The profile that the key leads to; undefined when the key is not bound. */
  readonly owner: string | undefined;
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
  const add = (key: IdentityKey) => keys.set(`${key.type}:${key.value}`, key);
  if (profile.userId !== undefined) add({ type: 'userId', value: profile.userId });
  const email = normalizeStated(profile, 'email', normalizeEmail);
  if (email !== undefined) add({ type: 'email', value: email });
  const { phonePrefix = '' } = policyOf(policy, 'phone');
  const phone = normalizeStated(profile, 'phone', (text) => readNationalPhone(text, phonePrefix));
  if (phone !== undefined) add({ type: 'phone', value: phone });
  for (const { touchpoint } of entries)
    if (touchpoint !== undefined) readIdentifiers(touchpoint, policy).keys.forEach(add);
  return mapBounded([...keys.values()], concurrency, async (key) => ({
    ...key,
    owner: await findOwner(identities, key, { consistent: true }),
  }));
}

function normalizeStated(
  profile: Profile,
  trait: string,
  normalize: (text: string) => string | undefined,
): string | undefined {
  const value = readStated(profile, trait);
  return typeof value === 'string' ? normalize(value) : undefined;
}
