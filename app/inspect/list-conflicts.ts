/** Ids that two or more users state, and what Percorso made of them. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { IdentityType } from '../../engine/model/touchpoint.ts';
import { maxClaimants } from '../identity/settle-keys.ts';
import type { ConflictReader, ConflictRecord } from '../ports/identity-store.ts';

export interface ListedConflict {
  readonly kind: IdentityType;
  /** Absent for addresses: their profiles have them. */
  readonly id?: string;
  /** Of the users who stated it, the first ones. */
  readonly profiles: readonly string[];
  /** More users than are listed may have stated it: the id of a kiosk or a bot. */
  readonly isCrowded: boolean;
  /** Epoch ms of the first conflict, and of the last one that was recorded. */
  readonly since: number;
  readonly lastAt: number;
  /** The system that stated the id at the first conflict. */
  readonly source: string;
  /** The profile of the id alone. Absent: the id stays with the first user. */
  readonly sharedProfile?: string;
}

export interface ConflictListing {
  /** Newest first. */
  readonly conflicts: readonly ListedConflict[];
  /** There are more. */
  readonly isCut: boolean;
}

/** At most `limit` conflicts that began at `since` (epoch ms) or later. */
export async function listConflicts(
  reader: ConflictReader,
  { since, limit }: { readonly since: number; readonly limit: number },
): Promise<ConflictListing> {
  const conflicts: ListedConflict[] = [];
  let cursor: string | undefined;
  do {
    const page = await reader.listConflicts(since, cursor);
    conflicts.push(...page.conflicts.map(describe));
    cursor = page.cursor;
  } while (cursor !== undefined && conflicts.length <= limit);
  return { conflicts: conflicts.slice(0, limit), isCut: conflicts.length > limit };
}

function describe({ key, claimants, since, lastAt, source, shared }: ConflictRecord): ListedConflict {
  const isAddress = key.type === 'email' || key.type === 'phone';
  return {
    kind: key.type,
    ...omitAbsent({ id: isAddress ? undefined : key.value }),
    profiles: claimants,
    isCrowded: claimants.length >= maxClaimants,
    ...{ since, lastAt, source },
    ...omitAbsent({ sharedProfile: shared }),
  };
}
