/** A write of a profile without a decision. */
import type { OutboxEntry, Profile } from '../../../engine/model/profile.ts';

/**
 * The profile one version up. Decisions in its outbox keep the version that names their statistics: otherwise, the next
 * one that publishes them would count them a second time.
 */
export function toNextVersion(profile: Profile): Profile {
  const outbox = profile.outbox.map(
    (item): OutboxEntry =>
      item.kind === 'RecordEntry' ? { ...item, version: item.version ?? profile.version } : item,
  );
  return { ...profile, version: profile.version + 1, outbox };
}
