/** Deterministic draws: no random number is stored or generated. */
import { hashToInteger } from '../../base/hash.ts';

/** The path of a split that a person takes, always the same one. */
export function choosePath(
  paths: readonly { readonly percent: number; readonly next: string }[],
  profileId: string,
  journey: string,
  step: string,
): string {
  const share = drawShare(profileId, journey, step);
  let sum = 0;
  const chosen = paths.find(({ percent }) => {
    sum += percent;
    return share < sum;
  });
  // Shares such as three times 33.33 leave a remainder: the last path takes it.
  return (chosen ?? paths.at(-1))?.next ?? '';
}

/** From 0 to below 100: stable per person, independent between journeys and between steps. */
export function drawShare(profileId: string, journey: string, step: string): number {
  return (hashToInteger(JSON.stringify(['share', journey, step, profileId])) / 2 ** 32) * 100;
}
