/** What time it is where the command goes: the local cloud's clock may be ahead of the machine's. */
import type { Connection } from './connect.ts';
import type { Terminal } from './terminal.ts';
import { createLocalClock } from './touchpoints/local-clock.ts';

/** Epoch ms. */
export async function readNow({ endpoint, isLocal }: Connection, terminal: Terminal): Promise<number> {
  if (!isLocal || endpoint === undefined) return terminal.now();
  try {
    return await createLocalClock(endpoint).read();
  } catch {
    // A stand-in for AWS that is not our local cloud: it has no clock of its own.
    return terminal.now();
  }
}
