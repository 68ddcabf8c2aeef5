/** Loads the examples and sends the sample touchpoints; after each file it waits until the local cloud is idle. */

import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DAY } from '../../engine/base/time-units.ts';
import type { LocalProcess } from './local-process.ts';
import { stepThroughTime } from './step-through-time.ts';

export const examples = fileURLToPath(new URL('../../examples', import.meta.url));
const command = fileURLToPath(new URL('../percorso.ts', import.meta.url));
const configFolders = [
  'consent',
  'traits',
  'segments',
  'policy',
  'blocks',
  'templates',
  'rules',
  'journeys',
  'campaigns',
];
const run = promisify(execFile);
/** 31 days in milliseconds. */
const month = 31 * DAY;

export async function runSamples(local: LocalProcess, say: (line: string) => void): Promise<void> {
  const percorso = async (...words: string[]): Promise<void> => {
    await run(process.execPath, [command, ...words, '--endpoint', local.endpoint]);
  };
  await percorso('push', ...configFolders.map((folder) => join(examples, folder)), '--publish');
  say('config     examples/ validated, pushed and published');
  // A mistake of a source: an event without a person. `--no-check` sends it, as another system would.
  await percorso(
    'put-event',
    '--no-check',
    '--source',
    'shop.kiosk',
    'Page Viewed',
    '--property',
    'path=/moka',
  );
  const folder = join(examples, 'touchpoints');
  for (const file of (await readdir(folder)).sort()) {
    await percorso('replay', join(folder, file));
    await becomeQuiet(local);
    say(`events     ${file} put on the bus; all of it is processed`);
  }
  await stepThroughTime(local, month, () => becomeQuiet(local));
  say('clock      advanced by 31 days');
}

/** Advances the clock over waits such as a retry's backoff, instead of waiting in real time. */
async function becomeQuiet(local: LocalProcess): Promise<void> {
  await local.control('POST', 'idle', { step: true, timeout: 40_000 });
}
