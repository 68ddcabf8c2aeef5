/**
 * The one bound of "counted once" that these worlds reach (docs/touchpoints.md): a process dies between the write of the
 * profile and the write of the timeline entry, and the record comes back more than 15 minutes and 32 events later.
 */
import { decodeProfile } from '../../adapters/dynamodb/profile-item.ts';
import {
  findSeen,
  hashTouchpoint,
  seenFor,
  seenWhileQueuedAtMost,
} from '../../engine/decide/dedup-window.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import type { Facts } from './facts.ts';
import type { World } from './world.ts';

interface State {
  /** When it was written (epoch ms). */
  readonly at: number;
  readonly profile: Profile;
}

/** Older than this when it is counted, a touchpoint's entry is in the outbox: guard-entries.ts. */
const guardedAfter = seenFor / 3;

/** Ids of the touchpoints that may be counted a second time, and are. */
export function findCountedAgain(world: World, { entries }: Facts): ReadonlySet<string> {
  const again = new Set<string>();
  const hadDeath = new Set(world.deaths.flatMap(({ ids }) => [...ids]));
  for (const [profileId, own] of Map.groupBy(entries, (entry) => entry.profileId)) {
    // Nothing leaves the window of the others.
    if (own.length <= seenWhileQueuedAtMost) continue;
    const states = world.stores.past
      .listProfileWrites(profileId)
      .map(({ at, value }): State => ({ at, profile: decodeProfile(value) }));
    for (const { touchpoint } of own) {
      if (touchpoint === undefined || !hadDeath.has(touchpoint.id)) continue;
      if (isCountedAgain(world, states, touchpoint)) again.add(touchpoint.id);
    }
  }
  return again;
}

function isCountedAgain(world: World, states: readonly State[], touchpoint: Touchpoint): boolean {
  const { id, receivedAt } = touchpoint;
  const hash = hashTouchpoint(touchpoint);
  const isSeen = ({ profile }: State) => findSeen(profile.processedEvents, hash) !== undefined;
  const counted = states.find(isSeen);
  const afterwards = states.slice(counted === undefined ? states.length : states.indexOf(counted));
  const left = afterwards.find((state) => !isSeen(state));
  // It is too old by now for a place in the window; its entry is in the outbox, because it is old.
  const again = afterwards.find((state) => holdsEntry(state, id));
  if (counted === undefined || left === undefined || again === undefined || again.at <= left.at) return false;

  const { skew } = world.story.weather;
  const didDie = world.deaths.some(
    (death) => death.ids.has(id) && death.beganAt <= counted.at && counted.at <= death.at,
  );
  // A process that lives and learns that the entry failed must leave evidence.
  const wasReported = world.refusals.some(
    (refusal) => refusal.id === id && refusal.at >= counted.at && refusal.at <= again.at,
  );
  const writtenAt = world.stores.past.findWritten(counted.profile.id, id);
  const wasWritten = writtenAt !== undefined && writtenAt < again.at;
  const wasNew = counted.at - receivedAt < guardedAfter + skew;
  const wasOld = left.at - receivedAt >= seenFor - skew;
  const hasNewer = left.profile.processedEvents.length >= seenWhileQueuedAtMost;
  return didDie && !wasReported && !wasWritten && wasNew && wasOld && hasNewer;
}

function holdsEntry({ profile }: State, touchpointId: string): boolean {
  return profile.outbox.some(
    (item) => item.kind === 'RecordEntry' && item.entry.touchpointId === touchpointId,
  );
}
