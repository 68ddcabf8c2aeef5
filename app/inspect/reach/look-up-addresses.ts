/** Looks up what holds for the addresses of recipients, as senders do before each call. */
import type { ProgramSnapshot, TemplateHeader } from '../../../engine/model/program-snapshot.ts';
import { admitAddress } from '../../../engine/policy/admit.ts';
import { compileBounces } from '../../../engine/policy/soft-bounces.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import { readUse } from '../../send/order-addresses.ts';
import type { ReachCount } from './count-mailboxes.ts';

/** Reads at the same time: some 10,000 addresses a second. */
const concurrency = 64;

export interface AddressLookUp {
  /** `addresses`: of one person. Returns at once while few reads are under way. Throws what an earlier read threw. */
  begin(addresses: readonly string[]): Promise<void>;
  /** Waits for all reads. Throws what a read threw. */
  end(): Promise<void>;
}

/** Each read is eventually consistent: half a read unit. The use of one address decides nothing. `now`: epoch ms. */
export function createAddressLookUp(
  header: TemplateHeader,
  { policy }: Pick<ProgramSnapshot, 'policy'>,
  {
    identities,
    count,
    now,
  }: {
    readonly identities: Pick<IdentityStore, 'read'>;
    readonly count: Pick<ReachCount, 'noteRefusal' | 'noteUse'>;
    readonly now: number;
  },
): AddressLookUp {
  const bounces = compileBounces(policy.bounces);
  const reads = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  const isByUse = policy.addresses?.[header.channel] === 'last_used';
  const read = async (address: string, isOfSeveral: boolean): Promise<void> => {
    if (isByUse && isOfSeveral) {
      const { usedAt } = await readUse(header.channel, address, identities);
      if (usedAt !== undefined) count.noteUse(address, usedAt);
    }
    const record = await identities.read(header.channel, address, { consistent: false });
    const reason =
      record === undefined
        ? undefined
        : admitAddress(record, header, { bounces, replies: policy.replies }, now);
    if (reason !== undefined) count.noteRefusal(address, reason);
  };
  const check = (): void => {
    if (failure !== undefined) throw failure.error;
  };
  return {
    async begin(addresses) {
      for (const address of addresses) {
        while (reads.size >= concurrency) await Promise.race(reads);
        check();
        const one: Promise<void> = read(address, addresses.length > 1)
          .catch((error: unknown) => {
            failure ??= { error };
          })
          .finally(() => reads.delete(one));
        reads.add(one);
      }
    },
    async end() {
      await Promise.all(reads);
      check();
    },
  };
}
