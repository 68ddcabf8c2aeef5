/** How much of each frequency cap a person has used. */
import type { FrequencyCap, PolicyDocument } from '../../engine/model/documents/policy-document.ts';
import type { Profile } from '../../engine/model/profile.ts';
import { compileCap, countContacts } from '../../engine/policy/caps.ts';
import { findZone } from '../../engine/policy/find-zone.ts';

export interface CapUse {
  /** `1 per week on email, topic news`. */
  readonly cap: string;
  readonly used: number;
  readonly limit: number;
}

/** As of `now` (epoch ms), in the person's own zone for calendar windows. */
export function countCaps(profile: Profile, policy: PolicyDocument, now: number): readonly CapUse[] {
  const zone = () => findZone(profile, policy).zone;
  return (policy.caps ?? []).flatMap((document) => {
    const cap = compileCap(document);
    if (cap === undefined) return [];
    const used = countContacts(cap, profile.contacts, now, zone);
    return [{ cap: describeCap(document), used, limit: document.limit }];
  });
}

function describeCap({ limit, per, within, channels, topic, counts = 'promotional' }: FrequencyCap): string {
  const window = per === undefined ? `within ${within}` : `per ${per}`;
  const on = channels === undefined ? '' : ` on ${channels.join(', ')}`;
  return `${limit} ${window}${on}${topic === undefined ? '' : `, topic ${topic}`}, counting ${counts}`;
}
