/**
 * A no stays with the address that it reached, also if an undo gives its touchpoint to the other profile: docs/adr/0089.
 * Lists those that hold messages to an address back although its profile has not stated them.
 */
import { normalizeAddress } from '../../engine/channels/addresses.ts';
import { listOwnAddresses } from '../../engine/channels/own-addresses.ts';
import { readStatements } from '../../engine/channels/stated-consents.ts';
import { type Channel, channels } from '../../engine/model/channels.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';
import { endReceipt } from '../../engine/touchpoint/read-moments.ts';
import type { UndoPlan } from '../identity/plan-undo.ts';
import type { IdentityStore } from '../ports/identity-store.ts';

export interface KeptDenial {
  /** The profile that has the address after the undo. */
  readonly of: 'survivor' | 'ended';
  readonly channel: Channel;
  readonly address: string;
  /** Consent key that is denied for the address; the other profile stated it. */
  readonly key: string;
}

export async function listKeptDenials(
  { survivor, ended, since }: Pick<UndoPlan, 'survivor' | 'ended' | 'since'>,
  identities: Pick<IdentityStore, 'read'>,
): Promise<readonly KeptDenial[]> {
  const [first, second] = [
    { profile: survivor, entries: since.kept },
    { profile: ended, entries: since.moved },
  ];
  const lists = [
    (await listOf(first, second, identities)).map((denial) => ({ of: 'survivor' as const, ...denial })),
    (await listOf(second, first, identities)).map((denial) => ({ of: 'ended' as const, ...denial })),
  ];
  return lists.flat();
}

interface Side {
  readonly profile: Profile;
  /** Its touchpoints since the merge. */
  readonly entries: readonly TimelineEntry[];
}

async function listOf(
  own: Side,
  other: Side,
  identities: Pick<IdentityStore, 'read'>,
): Promise<readonly Omit<KeptDenial, 'of'>[]> {
  const kept: Omit<KeptDenial, 'of'>[] = [];
  for (const channel of channels) {
    // A device belongs to one profile, whose own consents count.
    if (channel === 'push') continue;
    for (const { address } of listOwnAddresses(own.profile, channel)) {
      if (normalizeAddress(channel, address) === undefined) continue;
      const record = await identities.read(channel, address, { consistent: true });
      for (const [key, at] of Object.entries(record?.deniedAt ?? {}))
        if (hasDenied(other, key, at) && !hasDenied(own, key, at) && !isDenied(own.profile, key))
          kept.push({ channel, address, key });
    }
  }
  return kept;
}

function isDenied({ consents }: Profile, key: string): boolean {
  return consents[key]?.state === 'denied';
}

/** Whether the no of this moment (epoch ms) is one of the profile. A later yes leaves only the touchpoint. */
function hasDenied({ profile, entries }: Side, key: string, at: number): boolean {
  const consent = profile.consents[key];
  if (consent?.deniedAt === at || (consent?.state === 'denied' && consent.at === at)) return true;
  return entries.some(({ touchpoint }) => {
    if (touchpoint === undefined) return false;
    const { occurredAt, receivedAt, context } = touchpoint;
    const statements = readStatements(context['consent']) ?? [];
    const isAt = at === occurredAt || at === endReceipt(receivedAt);
    return isAt && statements.some((each) => each.key === key && each.state === 'denied');
  });
}
