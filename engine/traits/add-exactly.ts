/** Sums that do not drift: amounts are kept to a millionth and added as whole numbers. */

const scale = 1_000_000;
/** Above this (9 billion) millionths are no longer whole numbers; cents still are, up to 90 trillion. */
const fineLimit = Number.MAX_SAFE_INTEGER / scale;
const coarseScale = 100;

/** a + b; the order of additions does not change a sum. */
export function addExactly(a: number, b: number): number {
  return roundAmount(roundAmount(a) + roundAmount(b));
}

/** Rounded to a millionth (to a cent from 9 billion on, as it is from 90 trillion on). */
export function roundAmount(value: number): number {
  const size = Math.abs(value);
  if (size < fineLimit) return Math.round(value * scale) / scale;
  if (size < Number.MAX_SAFE_INTEGER / coarseScale) return Math.round(value * coarseScale) / coarseScale;
  return value;
}
