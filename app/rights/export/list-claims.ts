/** Claims of an address for a run that the person's messages and replies hold. */
import type { JsonObject } from '../../../engine/base/json.ts';
import type { AddressBook } from '../../ports/address-book.ts';
import type { MessageLedger } from '../../ports/message-ledger.ts';
import { mapBounded } from '../../runtime/run-bounded.ts';
import { listTracedProfiles, type PersonTrace } from '../person-trace.ts';
import { toMoment } from './moments.ts';

export interface ClaimSources {
  readonly addresses: Pick<AddressBook, 'readClaim'>;
  readonly ledger: Pick<MessageLedger, 'read'>;
}

const concurrency = 20;

/** One read per run and address; a claim of another person's message on a shared address is left out. */
export async function listClaims(
  { addresses, ledger }: ClaimSources,
  trace: Pick<PersonTrace, 'profileId' | 'ended' | 'claims'>,
): Promise<readonly JsonObject[]> {
  const profileIds = listTracedProfiles(trace);
  const { runs } = trace.claims;
  const known: ReadonlySet<string> = new Set(runs);
  const pairs = runs.flatMap((run) => trace.claims.addresses.map((address) => ({ run, ...address })));
  const found = await mapBounded(pairs, concurrency, async ({ run, channel, address }) => {
    const claim = await addresses.readClaim(run, channel, address);
    if (claim === undefined || !(await isOwn(run, claim.id))) return [];
    return [{ run, channel, address, heldBy: claim.id, until: toMoment(claim.expiresAt * 1000) }];
  });
  return found.flat();

  async function isOwn(run: string, id: string): Promise<boolean> {
    if (/^(reply|new|answered):/.test(run)) return true;
    if (run.startsWith('answer:')) return known.has(`reply:${id}`);
    if (run === 'confirm') return profileIds.includes(id.slice(0, id.indexOf('/')));
    for (const profileId of profileIds)
      if ((await ledger.read(profileId, id, { consistent: false })) !== undefined) return true;
    return false;
  }
}
