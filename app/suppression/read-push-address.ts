/** What is stored for a push address, also in the forms that earlier versions kept. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { listFormerForms } from '../../engine/channels/normal-forms.ts';
import { isLaterHolder } from '../../engine/model/address-statement.ts';
import type { AddressRecord } from '../../engine/policy/admit.ts';
import type { AddressBook } from '../ports/address-book.ts';

/** Consistent for the normalized form alone: the others do not change any more. */
export async function readPushAddress(
  addresses: Pick<AddressBook, 'read'>,
  address: string,
): Promise<AddressRecord | undefined> {
  const records = await Promise.all([
    addresses.read('push', address, { consistent: true }),
    ...listFormerForms(address).map((form) => addresses.read('push', form, { consistent: false })),
  ]);
  const [first, ...others] = records.filter((record) => record !== undefined);
  return first && others.reduce(unite, first);
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
