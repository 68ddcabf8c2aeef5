/** The moment of a yes in an import: before every possible no and every other yes, so that it is the weakest. */

/** More than any timestamp: years have four digits. */
const shift = 1e14;

/** The moment (epoch ms) from which an imported yes counts. Of two imported ones the later is later. */
export function weakenMoment(saidAt: number): number {
  return saidAt - shift;
}

/** Whether the moment is that of an imported yes: before the year 1, which is -6.2e13. */
export function isWeakened(at: number): boolean {
  return at < -8e13;
}

/** When a statement of this moment was said (epoch ms). */
export function readSaidAt(at: number): number {
  return isWeakened(at) ? at + shift : at;
}
