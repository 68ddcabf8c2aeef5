/**
 * The identifiers of a person. Identity keys are stored by key, not by person, so they are collected from the profile and
 * from its newest timeline entries, and each is looked up: it may belong to another profile.
 */
import { normalizeEmail, normalizePhone } from '../../engine/channels/normal-forms.ts';
import { type Profile, readStated } from '../../engine/model/profile.ts';
import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import { identityKeys } from '../../engine/touchpoint/identity-keys.ts';
import { findOwner } from '../identity/find-owner.ts';
import type { IdentityStore } from '../ports/identity-store.ts';

export interface FoundIdentifier extends IdentityKey {
  /** The profile that the key leads to; undefined when the key is not bound. */
  readonly owner: string | undefined;
}

/** Keys looked up at a time. */
const pageSize = 20;

export async function findIdentifiers(
  profile: Profile,
  entries: readonly TimelineEntry[],
  identities: IdentityStore,
): Promise<readonly FoundIdentifier[]> {
  const keys = new Map<string, IdentityKey>();
  const add = (key: IdentityKey) => keys.set(`${key.type}:${key.value}`, key);
  if (profile.userId !== undefined) add({ type: 'userId', value: profile.userId });
  const email = normalizeStated(profile, 'email', normalizeEmail);
  if (email !== undefined) add({ type: 'email', value: email });
  const phone = normalizeStated(profile, 'phone', normalizePhone);
  if (phone !== undefined) add({ type: 'phone', value: phone });
  for (const { touchpoint } of entries) if (touchpoint !== undefined) identityKeys(touchpoint).forEach(add);
  const all = [...keys.values()];
  const found: FoundIdentifier[] = [];
  for (let start = 0; start < all.length; start += pageSize) {
    const page = all.slice(start, start + pageSize);
    const owners = await Promise.all(page.map((key) => findOwner(identities, key, { consistent: true })));
    found.push(...page.map((key, index) => ({ ...key, owner: owners[index] })));
  }
  return found;
}

function normalizeStated(
  profile: Profile,
  trait: string,
  normalize: (text: string) => string | undefined,
): string | undefined {
  const value = readStated(profile, trait);
  return typeof value === 'string' ? normalize(value) : undefined;
}
