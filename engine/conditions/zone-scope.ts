/** The meaning of `zone: recipient` while a pattern is matched: matchers see values without their person. */
import type { Profile } from '../model/profile.ts';
import type { ComputedReader } from './profile-shape.ts';

export interface ZoneScope {
  /** Sets the person of the next match. It costs nothing until the zone is read. */
  about(profile: Profile): void;
  /** IANA name of that person's zone; UTC before there is one. */
  recipientZone(): string;
}

export function createZoneScope({ zoneOf }: Pick<ComputedReader, 'zoneOf'>): ZoneScope {
  let person: Profile | undefined;
  let known: string | undefined;
  return {
    about(profile) {
      person = profile;
      known = undefined;
    },
    recipientZone() {
      known ??= person === undefined || zoneOf === undefined ? 'UTC' : zoneOf(person);
      return known;
    },
  };
}
