/** Reports a person's positions, and the state of the latest messages. */
import { readPresentConsents } from '../../engine/channels/confirmed-address.ts';
import { mapTopicPurposes } from '../../engine/channels/effective-consent.ts';
import { readMembership } from '../../engine/segments/membership.ts';
import { listHeld, listPositions } from './explain-origin.ts';
import type { PersonState } from './explanation.ts';
import { findEvidence } from './find-evidence.ts';
import type { Known } from './known.ts';

const latestDecisions = 10;

/** `now`: epoch ms. */
export function explainPerson(known: Known, now: number): PersonState {
  const { profile } = known;
  const latest = findEvidence(known, ({ action }) => action === 'send')
    .slice(-latestDecisions)
    .toReversed()
    .map((evidence) => {
      const { effectId } = evidence.trace;
      const message = effectId === undefined ? undefined : known.messages.get(effectId);
      return message === undefined ? evidence : { ...evidence, message };
    });
  const journeys = [...new Set(profile?.journeys.map(({ journey }) => journey))];
  return {
    isStored: profile !== undefined,
    positions: journeys.flatMap((journey) => listPositions(known, journey, now)),
    heldMessages: listHeld(known),
    suppressions: profile?.suppressions ?? {},
    consents:
      profile === undefined
        ? {}
        : readPresentConsents(profile, mapTopicPurposes(known.program?.topics ?? [])),
    segments: Object.keys(profile?.segments ?? {}).flatMap((segment) => {
      const membership = profile === undefined ? undefined : readMembership(profile, segment);
      return membership === undefined ? [] : [{ segment, ...membership }];
    }),
    latest,
  };
}
