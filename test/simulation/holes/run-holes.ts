/** Command line: `npm run simulate:holes`. Puts each hole into a copy of the tree and simulates until it is found. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import type { Hole } from './hole.ts';
import { protocolHoles } from './protocol.ts';
import { sendingHoles } from './sending.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20000' },
    /** Ids, separated by commas; all when absent. */
    only: { type: 'string' },
  },
});
const root = join(import.meta.dirname, '../../..');
const copied = ['adapters', 'app', 'engine', 'functions', 'test', 'package.json', 'tsconfig.json'];
const only = values.only?.split(',');

let missed = 0;
console.log('| hole | what it is | found by | at seed | seconds |\n|---|---|---|---|---|');
for (const hole of [...protocolHoles, ...sendingHoles]) {
  if (only !== undefined && !only.includes(hole.id)) continue;
  const begun = performance.now();
  const found = findHole(hole);
  if (found === undefined) missed += 1;
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  const [rule, seed] = found ?? ['not found', `> ${values.seeds}`];
  console.log(`| ${hole.id} | ${hole.title} | ${rule} | ${seed} | ${seconds} |`);
}
process.exitCode = missed === 0 ? 0 : 1;

/** The rule that broke first, and the seed; undefined when none did. */
function findHole(hole: Hole): readonly [rule: string, seed: string] | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'percorso-hole-'));
  try {
    for (const name of copied) cpSync(join(root, name), join(folder, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const { file, find, replace } of hole.edits) {
      const path = join(folder, file);
      const text = readFileSync(path, 'utf8');
      if (text.split(find).length !== 2) {
        throw new RangeError(`Hole ${hole.id}: its text does not occur once in ${relative(folder, path)}`);
      }
      writeFileSync(
        path,
        text.replace(find, () => replace),
      );
    }
    const args = ['test/simulation/main.ts', '--brief', '--stop-at-first', '--seeds', values.seeds];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    const line = /BROKEN: (.*), in 1 worlds: (\d+)/.exec(stdout);
    if (line?.[1] !== undefined && line[2] !== undefined) return [line[1], line[2]];
    if (status !== 0) throw new Error(`Hole ${hole.id} does not run: ${stderr.slice(0, 500)}`);
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
