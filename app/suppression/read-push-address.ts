/** What is stored for a push address, also in the forms that earlier versions kept. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { listFormerForms } from '../../engine/channels/normal-forms.ts';
import { isLaterHolder } from '../../engine/model/address-statement.ts';
import type { AddressRecord } from '../../engine/policy/admit.ts';
import type { AddressBook } from '../ports/address-book.ts';

/**
 * Undefined when nothing is stored for it. `address`: normalized, and read consistently; the other forms do not change any
 * more. With `keep`, what they say is kept for the normalized form, the holder last: once that has a holder, it is read
 * alone.
 */
export async function readPushAddress(
  { read, keep }: Pick<AddressBook, 'read'> & Partial<Pick<AddressBook, 'keep'>>,
  address: string,
): Promise<AddressRecord | undefined> {
  const own = await read('push', address, { consistent: true });
  if (own?.holder !== undefined) return own;
  const forms = listFormerForms(address).map((form) => read('push', form, { consistent: false }));
  const former = (await Promise.all(forms)).filter((record) => record !== undefined);
  const [first, ...others] = own === undefined ? former : [own, ...former];
  const record = first && others.reduce(unite, first);
  if (keep === undefined || former.length === 0 || record === undefined) return record;
  const { isSuppressed, suppressedBy, holder } = record;
  const target = { channel: 'push', address } as const;
  // Of a push, an earlier version stored `invalid`, and operators `operator`.
  const reason = suppressedBy === 'invalid' ? suppressedBy : 'operator';
  if (isSuppressed) await keep({ ...target, kind: 'suppressed', reason });
  if (holder !== undefined) await keep({ ...target, kind: 'holder', holder });
  return record;
}

/** Every suppression counts, and the later holder. */
function unite(left: AddressRecord, right: AddressRecord): AddressRecord {
  const holders = [left.holder, right.holder].filter((holder) => holder !== undefined);
  const [holder] = holders.sort((one, other) => (isLaterHolder(one, other) ? -1 : 1));
  return {
    ...right,
    ...left,
    isSuppressed: left.isSuppressed || right.isSuppressed,
    ...omitAbsent({
      suppressedBy: left.suppressedBy ?? right.suppressedBy,
      hasComplained: left.hasComplained ?? right.hasComplained,
      holder,
    }),
  };
}
