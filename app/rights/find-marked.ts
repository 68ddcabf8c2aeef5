/** Which of many ids are those of erased people. */
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import type { ErasureReader } from '../ports/erasure-register.ts';
import { mapBounded } from '../runtime/run-bounded.ts';
import { splitIntoCalls } from '../runtime/send-in-calls.ts';

/** Keys in one call of the register. */
const registerCall = { size: 100 };
/** Calls at the same time. */
const concurrency = 8;

/** In the order of `keys`. */
export async function findMarked(
  register: Pick<ErasureReader, 'find'>,
  keys: readonly IdentityKey[],
): Promise<readonly IdentityKey[]> {
  const pages = await mapBounded(splitIntoCalls(keys, registerCall), concurrency, async (page) => {
    const marks = await register.find(page);
    return page.filter((_, index) => marks[index] !== undefined);
  });
  return pages.flat();
}
