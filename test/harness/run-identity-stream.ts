/** Delivers a stream of people on devices to two processes in turn, and compares who is who with what was planted. */
import { advanceProfiles } from '../../app/advance/advance-profile.ts';
import { start, writeEvent } from '../app/identity/merge-story.ts';
import { createRandom } from '../simulation/random.ts';
import { createProcess } from './actor.ts';
import type { IdentityStream } from './identity-stream.ts';
import { createMemoryStack, type MemoryStack, publishSnapshot } from './memory-stack.ts';
import { sampleSnapshot } from './sample-program.ts';

/** `people`: by id (`u1`, `d1`), the profile that it leads to in the end. */
export interface StreamOutcome {
  readonly people: ReadonlyMap<string, string>;
  readonly profiles: number;
}

/** `shuffling` 0: as it happened. Both processes keep their caches, so each knows old bindings. */
export async function runIdentityStream(stream: IdentityStream, shuffling: number): Promise<StreamOutcome> {
  const events =
    shuffling === 0 ? stream.events : createRandom(shuffling, 'shuffling').shuffle(stream.events);
  const stack = createMemoryStack({ now: start });
  await publishSnapshot(stack.ports.programStore, { ...sampleSnapshot, rules: [], journeys: [] });
  const processes = [createProcess(stack.ports), createProcess(stack.ports)];
  const queue = stack.queues.get('profile');
  for (const said of events) queue.sendText(writeEvent(said));
  for (let turn = 0; queue.length > 0; turn++) {
    const records = queue.receive(10);
    const process = processes[turn % 2];
    if (process === undefined) continue;
    const unfinished = await advanceProfiles(process, records, start);
    queue.settle(records, new Set(unfinished.map(({ record }) => record.messageId)));
  }
  const people = await readPeople(stack, stream);
  return { people, profiles: new Set(people.values()).size };
}

async function readPeople(stack: MemoryStack, { truth }: IdentityStream): Promise<Map<string, string>> {
  const bindings = stack.ports.identities.bindings();
  const people = new Map<string, string>();
  for (const [key, id] of bindings) {
    const [type = '', value = ''] = key.split('#');
    if (type !== 'userId' && !truth.has(value)) continue;
    people.set(value, (await stack.ports.profiles.load(id, { consistent: true }))?.id ?? id);
  }
  return people;
}

/** The same for two outcomes if the same ids are together in both. */
export function describePartition(people: ReadonlyMap<string, string>): string {
  const groups = Map.groupBy(people, ([, profile]) => profile);
  return [...groups.values()]
    .map((group) =>
      group
        .map(([id]) => id)
        .sort()
        .join(),
    )
    .sort()
    .join(' ');
}

/** The reference: an id with one user is that user's, every other one is alone. */
export function makeReference({ users, truth, events }: IdentityStream): ReadonlyMap<string, string> {
  const people = new Map<string, string>();
  for (const { userId } of events) if (userId !== undefined) people.set(userId, userId);
  for (const id of truth.keys()) {
    const [user, other] = users.get(id) ?? [];
    people.set(id, user !== undefined && other === undefined ? user : id);
  }
  return people;
}

/** Of the pairs of a user and a device: right among those found, and found among those that exist. */
export function measurePairs(
  people: ReadonlyMap<string, string>,
  { truth }: IdentityStream,
): { readonly precision: number; readonly recall: number } {
  const groups = [...Map.groupBy(people, ([, profile]) => profile).values()].map((group) =>
    group.map(([id]) => id),
  );
  const used = (id: string) => truth.get(id) ?? new Set([id]);
  let [found, right] = [0, 0];
  for (const group of groups) {
    for (const [index, left] of group.entries()) {
      for (const other of group.slice(index + 1)) {
        found += 1;
        if ([...used(left)].some((person) => used(other).has(person))) right += 1;
      }
    }
  }
  let [pairs, met] = [0, 0];
  for (const [device, persons] of truth) {
    for (const person of persons) {
      if (!people.has(person)) continue;
      pairs += 1;
      if (people.get(person) === people.get(device)) met += 1;
    }
  }
  return { precision: right / found, recall: met / pairs };
}
