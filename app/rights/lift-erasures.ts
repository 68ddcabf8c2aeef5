/** An operator lets a person come back who asked for it: from now on, the ids that the operator names are ids again. */
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import { findPersonKey } from '../inspect/find-person.ts';
import type { AddressBook } from '../ports/address-book.ts';
import type { ErasureReceipt, ErasureReceipts } from '../ports/erasure-receipts.ts';
import type { ErasureReader } from '../ports/erasure-register.ts';
import type { ProgramReader } from '../ports/program-store.ts';
import { RequestInvalidError } from '../ports/request-invalid-error.ts';
import { loadPublished } from '../publish/load-published.ts';
import { liftErasure } from './leave-out-erased.ts';

export interface LiftStores {
  readonly register: ErasureReader;
  readonly receipts: Pick<ErasureReceipts, 'read' | 'save'>;
  readonly identities: Pick<AddressBook, 'keep'>;
  readonly programs: ProgramReader;
}

export interface LiftRequest {
  /** As findPersonKey takes them. */
  readonly ids: readonly string[];
  readonly reason: string;
  /** The ARN of the operator. */
  readonly by: string;
  /** Epoch ms. */
  readonly now: number;
}

/** Longest reason, in characters. */
const maxReason = 200;

/**
 * The receipts of the erasures. The receipt is written first: no id is lifted without a record. All ids are checked before
 * one is lifted. Throws RequestInvalidError.
 */
export async function liftErasures(
  { register, receipts, identities, programs }: LiftStores,
  { ids, reason, by, now }: LiftRequest,
): Promise<readonly ErasureReceipt[]> {
  if (reason.trim() === '' || reason.length > maxReason)
    throw new RequestInvalidError(
      `The reason has ${reason.trim().length} characters.`,
      `Give 1 to ${maxReason} characters that name no person: the receipt keeps it.`,
    );
  const policy = (await loadPublished(programs))?.policy.identity;
  const isUsed = await register.isUsed();
  const found = new Map<string, ErasureReceipt>();
  const keys: { readonly key: IdentityKey; readonly receipt: string }[] = [];
  for (const id of ids) {
    const key = findPersonKey(id, policy);
    const [mark] = key === undefined || !isUsed ? [] : await register.find([key]);
    const receipt = mark && (found.get(mark.receipt) ?? (await receipts.read(mark.receipt)));
    if (key === undefined || mark === undefined || receipt === undefined)
      throw new RequestInvalidError(
        `${id} is not the id of a person who was erased, or is an id again.`,
        'Name ids as the events state them: userId:..., email:..., phone:+39..., anonymousId:..., externalId:type:id.',
      );
    if (receipt.completedAt === undefined)
      throw new RequestInvalidError(
        `The erasure of ${id} is not complete.`,
        'Its next pass would remove the person again. `percorso erasures list` shows when it is complete.',
      );
    found.set(receipt.id, receipt);
    keys.push({ key, receipt: receipt.id });
  }
  const lifted: ErasureReceipt[] = [];
  for (const receipt of found.values()) {
    const count = new Set(keys.filter((each) => each.receipt === receipt.id).map(({ key }) => key.value))
      .size;
    const entry = { at: now, by, reason: reason.trim(), ids: count };
    const next: ErasureReceipt = {
      ...receipt,
      lifted: [...(receipt.lifted ?? []), entry],
    };
    await receipts.save(next);
    lifted.push(next);
  }
  for (const { key } of keys) await liftErasure(register, identities, key, now);
  return lifted;
}
