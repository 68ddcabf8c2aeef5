/** Why a rule, journey, campaign or segment did what it did with a person, and where the person is in it. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { listStepEvents } from '../../engine/config/steps/step-validations.ts';
import type { JourneyPosition } from '../../engine/model/journey-position.ts';
import { readMembership } from '../../engine/segments/membership.ts';
import type { Evidence, HeldState, OriginStory, PositionState, WaitedFor } from './explanation.ts';
import { addOutcomes, findEvidence } from './find-evidence.ts';
import { findHeldRuns, type Known, splitOrigin } from './known.ts';

/** Undefined when it never concerned the person. `origin`: `journey:x`. `now`: epoch ms. */
export function explainOrigin(known: Known, origin: string, now: number): OriginStory | undefined {
  const { profile } = known;
  const evidence = findEvidence(known, (trace) => trace.origin === origin);
  const [kind = '', id = ''] = splitOrigin(origin);
  const hasDecided = evidence.length > 0;
  const positions = kind === 'journey' ? listPositions(known, id, now) : [];
  const membership = profile === undefined || kind !== 'segment' ? undefined : readMembership(profile, id);
  // A segment sends no messages, so none can be held.
  const heldMessages =
    kind === 'segment' ? [] : listHeld(known).filter((message) => message.origin === origin);
  const lastMove = kind === 'journey' && positions.length === 0 ? findLastMove(evidence) : undefined;
  if (!hasDecided && positions.length === 0 && heldMessages.length === 0 && membership === undefined)
    return undefined;
  return {
    origin,
    heldRuns: hasDecided ? findHeldRuns(known, kind === 'campaign' ? id : origin) : [],
    positions,
    heldMessages,
    ...omitAbsent({
      membership: kind === 'segment' && profile !== undefined ? (membership ?? null) : undefined,
      lastMove,
    }),
    evidence: addOutcomes(known, evidence),
  };
}

/** Nothing of a paused journey is sent: the reason that held a message before has no effect. */
export function listHeld({ profile, program }: Known): readonly HeldState[] {
  const isPaused = (origin: string): boolean =>
    program?.pauses?.[origin.replace(':', '/')] !== undefined ||
    (program?.journeys.some(
      ({ document }) => `journey:${document.id}` === origin && document.status === 'paused',
    ) ??
      false);
  return (profile?.held ?? []).map((message) =>
    message.origin.startsWith('journey:') && isPaused(message.origin)
      ? { ...message, isPaused: true }
      : message,
  );
}

/** One per instance of the journey. */
export function listPositions(known: Known, journey: string, now: number): PositionState[] {
  const positions = known.profile?.journeys ?? [];
  return positions
    .filter((position) => position.journey === journey)
    .map((position) => ({
      ...position,
      isDue: position.until !== undefined && position.until <= now,
      waitsFor: listWaitedFor(position, known),
    }));
}

function listWaitedFor({ journey, version, step }: JourneyPosition, { program }: Known): WaitedFor[] {
  const published = program?.journeys.find(({ document }) => document.id === journey);
  const graph =
    published?.version === version
      ? published.document
      : published?.earlier.find((earlier) => earlier.version === version)?.graph;
  const found = graph?.steps[step];
  return (found === undefined ? [] : listStepEvents(found)).map(([awaited]) =>
    'event' in awaited ? { events: [awaited.event].flat() } : { segment: awaited.segment, on: awaited.on },
  );
}

/** How the last passage ended, or why it did not begin. */
function findLastMove(evidence: readonly Evidence[]): Evidence | undefined {
  return evidence.findLast(({ trace }) => trace.action === 'leave' || trace.action === 'enter');
}
