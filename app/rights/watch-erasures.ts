/** Asks once a minute whether the stage has erased anyone: until it has, a new id costs no further read. */
import { MINUTE } from '../../engine/base/time-units.ts';
import type { ErasureReader } from '../ports/erasure-register.ts';

/** Kept between invocations of one process. `now` in epoch ms. */
export function watchErasures(register: ErasureReader, now: () => number): ErasureReader {
  let isUsed = false;
  let askedAt = Number.NEGATIVE_INFINITY;
  return {
    ...register,
    async isUsed() {
      if (isUsed || now() - askedAt < MINUTE) return isUsed;
      isUsed = await register.isUsed();
      askedAt = now();
      return isUsed;
    },
  };
}
