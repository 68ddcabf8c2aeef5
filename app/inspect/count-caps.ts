/** How much of each frequency cap a person has used. */
import type { PolicyDocument } from '../../engine/model/documents/policy-document.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { CapState } from '../../engine/model/timeline-entry.ts';
import { countContacts } from '../../engine/policy/caps.ts';
import { compilePolicy } from '../../engine/policy/compile-policy.ts';
import { listCaps } from '../../engine/policy/contact-preferences.ts';
import { findZone } from '../../engine/policy/find-zone.ts';

/** Those of the policy, and the frequency that the person chose. As of `now` (epoch ms), in the person's own zone. */
export function countCaps(profile: Profile, policy: PolicyDocument, now: number): readonly CapState[] {
  const zone = () => findZone(profile, policy).zone;
  return listCaps(profile, compilePolicy(policy)).map((cap) => ({
    ...cap.source,
    used: countContacts(cap, profile.contacts, now, zone),
  }));
}
