/** A seeded stream of people on devices, with known truth: who each anonymous id belongs to. */
import type { Said } from '../app/identity/merge-story.ts';
import { createRandom } from '../simulation/random.ts';

export interface IdentityStream {
  readonly events: readonly Said[];
  /** By anonymous id: the users who stated it. Two: the device is shared. None: no one signed in on it. */
  readonly users: ReadonlyMap<string, ReadonlySet<string>>;
  /** By anonymous id: the people who used it, signed in or not. */
  readonly truth: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Each person has devices of their own; a tenth of all devices has a second person, and a third of them a third one. */
export function makeIdentityStream(
  seed: number,
  {
    people,
    devices,
    events: count,
  }: { readonly people: number; readonly devices: number; readonly events: number },
): IdentityStream {
  const random = createRandom(seed, 'identity stream');
  const owners = Array.from({ length: devices }, (_, device) => {
    const first = device < people ? device : random.integer(0, people - 1);
    const isShared = random.chance(0.1);
    const others = isShared
      ? [random.integer(0, people - 1), ...(random.chance(0.33) ? [random.integer(0, people - 1)] : [])]
      : [];
    return [...new Set([first, ...others])];
  });
  const users = new Map<string, Set<string>>();
  const truth = new Map<string, Set<string>>();
  const events = Array.from({ length: count }, (_, index): Said => {
    const device = random.integer(0, devices - 1);
    const person = `u${random.pick(owners[device] ?? [0])}`;
    const anonymousId = `d${device}`;
    const base = { id: `e${index}`, ago: count - index };
    // A call centre or an order without the browser.
    if (random.chance(0.035)) return { ...base, userId: person };
    add(truth, anonymousId, person);
    if (random.chance(0.65)) return { ...base, anonymousId };
    add(users, anonymousId, person);
    return { ...base, userId: person, anonymousId };
  });
  return { events, users, truth };
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key) ?? new Set();
  map.set(key, set.add(value));
}
