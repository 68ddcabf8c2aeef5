/** The contact policy, looked at from outside: what went out and when. */
import { decodeProfile } from '../../adapters/dynamodb/profile-item.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import { hasAbsorbed, type Profile } from '../../engine/model/profile.ts';
import type { Facts } from './facts.ts';
import { minute, startOfWorld } from './story.ts';
import type { Violation } from './violation.ts';
import type { ProviderCall, World } from './world.ts';

const day = 24 * 60 * minute;

export function checkContacts(world: World, { profiles }: Facts): readonly Violation[] {
  const messages = [...new Map(world.published.map((message) => [message.id, message])).values()].filter(
    (message) => message.class === 'promotional',
  );
  return [
    ...profiles.flatMap((profile) => checkCap(world, profile, messages)),
    ...messages.flatMap((message) => checkQuietHour(world, message)),
    ...world.providerCalls.flatMap((call) => checkQuietCall(world, call)),
    ...checkOnePerDecision(world),
  ];
}

/** In any day at most as many as the cap says: shorter by what the workers' clocks may differ. */
function checkCap(
  world: World,
  { id, absorbed = [] }: Profile,
  messages: readonly SendMessage[],
): Violation[] {
  return [
    ...[id, ...absorbed.map(([ended]) => ended)].flatMap((profileId) =>
      checkCapOf(world, profileId, messages),
    ),
    ...absorbed.flatMap(([ended]) => checkMergedCap(world, id, ended, messages)),
  ];
}

/** What the profile decides once it contains the other one counts the messages of both. */
function checkMergedCap(
  { story, stores }: World,
  profileId: string,
  ended: string,
  messages: readonly SendMessage[],
): Violation[] {
  const { cap } = story.config;
  if (cap === undefined) return [];
  const window = day - 2 * story.weather.skew;
  const before = new Set<string>();
  for (const { value } of stores.past.listProfileWrites(profileId)) {
    const { outbox, ...state } = decodeProfile(value);
    if (hasAbsorbed(state, ended)) break;
    for (const effect of outbox) if (effect.kind === 'SendMessage') before.add(effect.id);
  }
  const own = messages.filter((message) => [profileId, ended].includes(message.profileId));
  const isBroken = own.some(
    ({ id, profileId: by, decidedAt }) =>
      by === profileId &&
      !before.has(id) &&
      own.filter((other) => other.decidedAt <= decidedAt && other.decidedAt > decidedAt - window).length >
        cap,
  );
  const text = `more than ${cap} promotional messages within a day, of both profiles`;
  return isBroken ? [{ rule: 'caps hold', profileId, text }] : [];
}

function checkCapOf({ story }: World, profileId: string, messages: readonly SendMessage[]): Violation[] {
  const { cap } = story.config;
  if (cap === undefined) return [];
  const window = day - 2 * story.weather.skew;
  const moments = messages
    .filter((message) => message.profileId === profileId)
    .map(({ decidedAt }) => decidedAt)
    .sort((left, right) => left - right);
  const excess = moments.find((at, index) => {
    const later = moments[index + cap];
    return later !== undefined && later < at + window;
  });
  if (excess === undefined) return [];
  return [{ rule: 'caps hold', profileId, text: `more than ${cap} promotional messages within a day` }];
}

function checkQuietHour(world: World, { id, template, profileId, decidedAt }: SendMessage): Violation[] {
  if (!isQuietThrough(world, decidedAt, decidedAt)) return [];
  return [{ rule: 'quiet hours hold', profileId, text: `message ${template} ${id} was decided in them` }];
}

/** An invocation that both begins and calls in quiet hours has seen them, however late the message is. */
function checkQuietCall(world: World, { message, beganAt, at }: ProviderCall): Violation[] {
  if (message.class !== 'promotional' || !isQuietThrough(world, beganAt, at)) return [];
  const { id, template, profileId } = message;
  return [{ rule: 'quiet hours hold', profileId, text: `message ${template} ${id} was sent in them` }];
}

/** By every clock that a worker may have. */
function isQuietThrough({ story }: World, from: number, to: number): boolean {
  const { config, edits, weather } = story;
  if (!config.hasQuietHour || edits.some((edit) => !edit.config.hasQuietHour)) return false;
  const begun = (from - startOfWorld) % day;
  const ended = (to - startOfWorld) % day;
  return begun >= 60 * minute + weather.skew && ended >= begun && ended < 105 * minute - weather.skew;
}

/** Whatever is delivered again, what a turn decided for one subject and entry is one message. */
function checkOnePerDecision({ published }: World): Violation[] {
  const ids = new Map<string, string>();
  const found: Violation[] = [];
  for (const { id, profileId, origin, touchpointId, instanceId } of published) {
    const decision = JSON.stringify([profileId, origin, touchpointId, instanceId]);
    const known = ids.get(decision) ?? id;
    ids.set(decision, known);
    if (known !== id) {
      const text = `${origin} decided ${known} and ${id} on ${touchpointId}`;
      found.push({ rule: 'one message per decision', profileId, text });
    }
  }
  return found;
}
