/**
 * Advances the demo's clock from one due moment to the next, so that each message is sent when it is due. Running every
 * minute of a month, as AWS does, would take an hour.
 */
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoProfileStore } from '../../adapters/dynamodb/profile-store.ts';
import type { LocalProcess } from './local-process.ts';

interface LocalState {
  readonly now: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** As in `lib/settings.ts`; shards beyond the stage's own are empty. */
const wakeShards = 16;
const second = 1000;

/** Advances the clock by `duration` milliseconds, and waits until idle at each due moment on the way. */
export async function stepThroughTime(
  local: LocalProcess,
  duration: number,
  becomeQuiet: () => Promise<void>,
): Promise<void> {
  const { now, outputs } = (await local.control('GET', 'state')) as LocalState;
  const database = createDynamoClient({
    endpoint: local.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const profiles = createDynamoProfileStore({ database, table: outputs['ProfilesTable'] ?? '', wakeShards });
  const end = Date.parse(now) + duration;
  try {
    let at = Date.parse(now);
    while (at < end) {
      const due = (await listDue(profiles, end)).filter((wakeAt) => wakeAt > at);
      at = Math.min(end, ...due.map((wakeAt) => Math.ceil(wakeAt / second) * second));
      await local.control('POST', 'clock', { to: new Date(at).toISOString(), every: 'P1D' });
      await becomeQuiet();
    }
  } finally {
    database.destroy();
  }
}

/** The moments up to `until` at which a profile's timer is due. */
async function listDue(
  profiles: ReturnType<typeof createDynamoProfileStore>,
  until: number,
): Promise<readonly number[]> {
  const shards = Array.from({ length: wakeShards }, (_, shard) => shard);
  const pages = await Promise.all(shards.map((shard) => profiles.listDue(shard, until, undefined)));
  return pages.flatMap(({ due }) => due.map(({ wakeAt }) => wakeAt));
}
