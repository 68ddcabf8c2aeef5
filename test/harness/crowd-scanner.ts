/** The scan of identity keys for one person of a large crowd: the keys that can be the person's, and not all of the others. */

import { identityKey } from '../../adapters/keys.ts';
import { createMemoryIdentityScanner } from '../../adapters/memory/identity-scanner.ts';
import type { IdentityScanner } from '../../app/ports/identity-scanner.ts';
import type { IdentityBinding } from '../../app/ports/identity-store.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import { emailOf, nameOf, visitorOf } from './crowd-people.ts';
import type { MemoryStack } from './memory-stack.ts';

export async function scanOf(person: number, { ports }: MemoryStack): Promise<IdentityScanner> {
  const open: IdentityKey[] = [
    { type: 'userId', value: nameOf(person) },
    { type: 'email', value: emailOf(person) },
    { type: 'anonymousId', value: `${nameOf(person)}web` },
    { type: 'anonymousId', value: visitorOf(person) },
  ];
  const bound = new Map<string, IdentityBinding>();
  for (const key of open) {
    const [binding] = await ports.identities.find([key], { consistent: true });
    const name = identityKey(key.type, key.value);
    if (binding === undefined || bound.has(name)) continue;
    bound.set(name, binding);
    // The owner of each profile, and a stronger key.
    if ('profileId' in binding && key.type !== 'owner')
      open.push({ type: 'owner', value: binding.profileId });
    else if ('sameAs' in binding) open.push(binding.sameAs);
  }
  const none = { listNamed: () => [], listEntries: () => [] };
  return createMemoryIdentityScanner({
    identities: { listBound: () => [...bound] },
    addresses: none,
    accounts: none,
  });
}
