/** What a run came to: everything a person, a sender or a report could see of it, in one comparable value. */
import type { ConsentRecord } from '../../app/ports/consent-ledger.ts';
import { channels } from '../../engine/model/channels.ts';
import type { EmitEvent } from '../../engine/model/effects.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { MemoryStack } from './memory-stack.ts';

const queueNames = [
  ...channels.flatMap((channel) => [channel, `${channel}-transactional`] as const),
  ...(['webhook', 'rejected'] as const),
];

export interface Observation {
  /** Without `version`: the number of writes is no part of the outcome. */
  readonly profiles: Readonly<Record<string, Omit<Profile, 'version'>>>;
  readonly identities: Readonly<Record<string, string>>;
  /** By queue and id: repeats of a message are one message, as its ledger claim makes it. */
  readonly messages: Readonly<Record<string, unknown>>;
  readonly events: Readonly<Record<string, EmitEvent>>;
  readonly consents: readonly ConsentRecord[];
  readonly timeline: readonly unknown[];
  readonly statistics: unknown;
}

export async function observe(stack: MemoryStack): Promise<Observation> {
  const { profiles, identities, consents, timeline, statistics } = stack.ports;
  const states = await Promise.all(
    profiles.listIds().map(async (id) => {
      const { version: _writes, ...state } = (await profiles.load(id, { consistent: true })) ?? {
        version: 0,
      };
      return [id, state as Omit<Profile, 'version'>] as const;
    }),
  );
  const messages = queueNames.flatMap((name) =>
    stack.queues
      .get(name)
      .peek()
      .map((body) => [`${name}/${String(body['id'])}`, body] as const),
  );
  return {
    profiles: Object.fromEntries(states),
    identities: Object.fromEntries([...identities.bindings()].sort()),
    messages: Object.fromEntries(messages.sort(([left], [right]) => (left < right ? -1 : 1))),
    events: Object.fromEntries(stack.emitted.map((event) => [event.id, event])),
    consents: consents.listAll(),
    // Their ids, versions and positions name the write that decided them.
    timeline: timeline.listAllEntries().map(({ version: _version, position: _position, ...entry }) => ({
      ...entry,
      touchpointId: entry.touchpointId.replace(/@[\d.]+$/, ''),
    })),
    statistics: statistics.sumAll(),
  };
}
