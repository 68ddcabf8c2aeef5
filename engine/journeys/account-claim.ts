/**
 * `oncePer: account`: one entry of an account, for one of its people. The claims of all people are one item per journey and
 * account, so the decision asks for it as it asks for an archived count.
 */
import type { EntryArchive } from '../model/entry-archive.ts';

/** The path of a journey's key whose value is the account. */
export const accountKeyPath = 'event.context.groupId';

const prefix = 'account:';

/** Undefined: the person has the claim. */
export type ClaimAnswer = readonly [times: number, lastAt: number] | undefined;

/** Another person of the account has it. */
export const claimedByOther: ClaimAnswer = [1, 0];

/** False also while it is not known: the decision is made again then. */
export function holdsClaim({ known, missing }: EntryArchive, journey: string, account: string): boolean {
  const name = `${prefix}${journey}/${account}`;
  if (!known.has(name)) missing.push(name);
  return known.get(name) === undefined;
}

/** The claim that a missing name is about; undefined for counts of entries. */
export function readClaim(name: string): { readonly journey: string; readonly account: string } | undefined {
  if (!name.startsWith(prefix)) return undefined;
  const [journey = ''] = name.slice(prefix.length).split('/', 1);
  return { journey, account: name.slice(prefix.length + journey.length + 1) };
}
