/** Deterministic draws: no random number is stored or generated. */
import { hashToInteger } from '../../base/hash.ts';

/** From 0 to below 100: stable per person, independent between journeys and between steps. */
export function drawShare(profileId: string, journey: string, step: string): number {
  return (hashToInteger(JSON.stringify(['share', journey, step, profileId])) / 2 ** 32) * 100;
}
