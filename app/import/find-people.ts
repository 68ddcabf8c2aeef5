/** Finds the person that a row is about with the code of the pipeline, without writing anything. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { readIdentifiers } from '../../engine/identity/read-identifiers.ts';
import type { TouchpointInput } from '../../engine/model/decision.ts';
import type { IdentityPolicy } from '../../engine/model/documents/identity-policy.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { TouchpointInvalidError } from '../../engine/touchpoint/touchpoint-invalid-error.ts';
import { parseMember } from '../../engine/touchpoint/unpack-event.ts';
import { createIdentityDirectory } from '../identity/identity-directory.ts';
import { resolveIdentities } from '../identity/resolve-identities.ts';
import type { SentTouchpoint } from '../ports/touchpoint-sender.ts';
import { PersonErasedError } from '../rights/person-erased-error.ts';
import { isPlanned, planBindings, type StoredPeople } from './plan-bindings.ts';

/** The row as advance-profile reads it. `now`: epoch ms. */
export function toTouchpoint({ source, name, detail }: SentTouchpoint, now: number): Touchpoint {
  const time = new Date(now).toISOString();
  return parseMember({ id: 'unsent', source, 'detail-type': name, time, detail });
}

/** Whether the stage finds an id in the row that can be a person's. Without a policy: as a stage without one. */
export function makeIdentityCheck(
  policy: IdentityPolicy | undefined,
  now: number,
): (touchpoint: SentTouchpoint) => boolean {
  return (touchpoint) => readIdentifiers(toTouchpoint(touchpoint, now), policy).keys.length > 0;
}

export interface FoundPerson {
  readonly profileId: string;
  /** The row would create the person, or an earlier row of the same finder would. */
  readonly isNew: boolean;
  /** For the decision: with the ids as the policy reads them. */
  readonly input: TouchpointInput;
}

export interface PersonFinder {
  /** Undefined: the row has no id that identifies a person. `erased`: the stage drops the row. */
  find(touchpoint: Touchpoint): Promise<FoundPerson | 'erased' | undefined>;
  /** One read for many rows. */
  prepare(touchpoints: readonly Touchpoint[]): Promise<void>;
  /** Items that were read from the stage. */
  countReads(): number;
}

/** What earlier rows would bind is remembered: the caller bounds the number of rows. */
export function startFinding(stored: StoredPeople, policy: IdentityPolicy | undefined): PersonFinder {
  const planned = planBindings(stored);
  return {
    countReads: planned.countReads,
    prepare: (touchpoints) =>
      createIdentityDirectory(planned).read(
        touchpoints.flatMap((touchpoint) => readIdentifiers(touchpoint, policy).keys),
      ),
    async find(stated) {
      const [found] = await resolveIdentities(planned, [{ touchpoint: stated }], policy);
      if (found?.ok !== true) {
        if (found?.error instanceof TouchpointInvalidError) return undefined;
        if (found?.error instanceof PersonErasedError) return 'erased';
        throw found?.error;
      }
      const { profileId, touchpoint, taken, ignored } = found.value;
      const noted = omitAbsent({ taken: taken?.map(({ type }) => type), ignored });
      return {
        profileId,
        isNew: isPlanned(profileId),
        input: { kind: 'touchpoint', touchpoint, ...noted },
      };
    },
  };
}
