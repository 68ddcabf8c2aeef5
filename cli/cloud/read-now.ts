/** The current time of the stage: the local cloud's clock may be ahead of this machine's. */
import type { Terminal } from '../terminal/terminal.ts';
import type { Connection } from './connect.ts';
import { createLocalClock } from './local-clock.ts';

/** Epoch ms. */
export async function readNow({ endpoint, isLocal }: Connection, terminal: Terminal): Promise<number> {
  if (!isLocal || endpoint === undefined) return terminal.now();
  try {
    return await createLocalClock(endpoint).read();
  } catch {
    // An AWS emulator other than the local cloud: it has no clock of its own.
    return terminal.now();
  }
}
