/** Asks every few seconds whether the stage has erased anyone: until it has, a new id costs no further read. */
import type { ErasureReader } from '../ports/erasure-register.ts';

/** Milliseconds. An event that a process decides in this time can create an erased person again: the second pass removes that. */
const askedEvery = 5_000;

/** Kept between invocations of one process. `now` in epoch ms. */
export function watchErasures<Register extends Pick<ErasureReader, 'isUsed'>>(
  register: Register,
  now: () => number,
): Register {
  let isUsed = false;
  let askedAt = Number.NEGATIVE_INFINITY;
  return {
    ...register,
    async isUsed() {
      if (isUsed || now() - askedAt < askedEvery) return isUsed;
      isUsed = await register.isUsed();
      askedAt = now();
      return isUsed;
    },
  };
}
