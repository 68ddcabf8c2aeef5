/** Which calls can be answered by a replica that lags, and which can be answered for a part of what they were given. */

import type { ScanSegment } from '../../app/ports/profile-scanner.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import type { Random } from './random.ts';
import type { Stores } from './stores.ts';

type Parameters = readonly unknown[];
type StaleRead = (stores: Stores, parameters: Parameters, moment: number) => Promise<unknown> | undefined;

const isConsistent = (options: unknown) =>
  (options as { readonly consistent: boolean } | undefined)?.consistent === true;

/** Undefined where the caller asked for a consistent answer. `moment` (epoch ms): the state that the replica has. */
export const staleReads: Readonly<Record<string, StaleRead>> = {
  'profiles.load': ({ past }, [profileId, options], moment) =>
    isConsistent(options)
      ? undefined
      : past.profiles(moment).load(profileId as string, { consistent: false }),
  'profiles.listDue': ({ past }, [shard, now, cursor], moment) =>
    past.profiles(moment).listDue(shard as number, now as number, cursor as string | undefined),
  'identities.find': ({ past }, [keys, options], moment) =>
    isConsistent(options) ? undefined : past.find(keys as readonly IdentityKey[], moment),
  'programStore.readCurrent': ({ past }, [options], moment) =>
    isConsistent(options) ? undefined : Promise.resolve(past.readCurrent(moment)),
  'programs.readCurrent': ({ past }, [options], moment) =>
    isConsistent(options) ? undefined : Promise.resolve(past.readCurrent(moment)),
  'scanner.scan': ({ past }, [shard, cursor, limit], moment) =>
    past
      .scanner(moment)
      .scan(shard as ScanSegment, cursor as string | undefined, limit as number | undefined),
};

/** The index of the items among a call's parameters. */
const batches: Readonly<Record<string, number>> = {
  'timeline.putEntries': 0,
  'queues.send': 1,
  'events.put': 0,
};

export function isBatch(name: string): boolean {
  return Object.hasOwn(batches, name);
}

export function listItems(name: string, parameters: Parameters): readonly unknown[] {
  return parameters[batches[name] ?? 0] as readonly unknown[];
}

/** Takes some of the items, perhaps none; the answer is those left out, as the ports have it. */
export async function processSome(
  name: string,
  parameters: Parameters,
  random: Random,
  act: (parameters: Parameters) => Promise<unknown>,
): Promise<readonly unknown[]> {
  const place = batches[name] ?? 0;
  const items = listItems(name, parameters);
  const share = random.next();
  const taken = items.map(() => random.next() > 0.3 + share / 2);
  const keep = (list: unknown) => (Array.isArray(list) ? list.filter((_, index) => taken[index]) : list);
  if (taken.includes(true)) {
    await act(parameters.map((parameter, index) => (index < place ? parameter : keep(parameter))));
  }
  return items.filter((_, index) => !taken[index]);
}
