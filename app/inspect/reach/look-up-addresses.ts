/** Looks up what holds for the addresses of recipients, as senders do before each call. */
import { findNormalizedAddress } from '../../../engine/channels/addresses.ts';
import type { Profile } from '../../../engine/model/profile.ts';
import type { ProgramSnapshot, TemplateHeader } from '../../../engine/model/program-snapshot.ts';
import { admitAddress } from '../../../engine/policy/admit.ts';
import { compileBounces } from '../../../engine/policy/soft-bounces.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import type { ReachCount } from './count-mailboxes.ts';

/** Reads at the same time: some 10,000 addresses a second. */
const concurrency = 64;

export interface AddressLookUp {
  /** Returns at once while few reads are under way. Throws what an earlier read threw. */
  begin(profile: Profile): Promise<void>;
  /** Waits for all reads. Throws what a read threw. */
  end(): Promise<void>;
}

/** Each read is eventually consistent: half a read unit. `now`: epoch ms. */
export function createAddressLookUp(
  header: TemplateHeader,
  { policy }: Pick<ProgramSnapshot, 'policy'>,
  {
    identities,
    count,
    now,
  }: {
    readonly identities: Pick<IdentityStore, 'read'>;
    readonly count: Pick<ReachCount, 'noteRefusal'>;
    readonly now: number;
  },
): AddressLookUp {
  const bounces = compileBounces(policy.bounces);
  const reads = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  const read = async (profile: Profile, address: string): Promise<void> => {
    const record = await identities.read(header.channel, address, { consistent: false });
    const reason = record === undefined ? undefined : admitAddress(record, header, { bounces }, now);
    if (reason !== undefined) count.noteRefusal(profile, reason);
  };
  const check = (): void => {
    if (failure !== undefined) throw failure.error;
  };
  return {
    async begin(profile) {
      const address = findNormalizedAddress(profile, header.channel);
      if (address === undefined) return;
      while (reads.size >= concurrency) await Promise.race(reads);
      check();
      const one: Promise<void> = read(profile, address)
        .catch((error: unknown) => {
          failure ??= { error };
        })
        .finally(() => reads.delete(one));
      reads.add(one);
    },
    async end() {
      await Promise.all(reads);
      check();
    },
  };
}
