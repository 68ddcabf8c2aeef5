/** Command line: `npm run simulate:worlds -- --seeds 2000 --from 1`. Prints what was reached, and a story per failing rule. */
import { parseArgs } from 'node:util';
import { describeStory } from './describe-story.ts';
import { generateStory } from './generate.ts';
import { shrinkStory } from './shrink.ts';
import { simulateWorlds } from './simulate-worlds.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    from: { type: 'string', default: '1' },
    // Ends at the first seed that fails.
    'stop-at-first': { type: 'boolean', default: false },
    // The failing seeds only, without their stories.
    brief: { type: 'boolean', default: false },
  },
});
const from = Number(values.from);
const seeds = Number(values.seeds);
const report = await simulateWorlds({ from, seeds, stopsAtFirst: values['stop-at-first'] });
const { failures, counts, steps, worlds, seconds } = report;

console.log(`${worlds} worlds from seed ${from}, ${steps} steps, ${seconds.toFixed(1)} s`);
for (const [what, quantity] of Object.entries(counts).sort()) console.log(`  ${what}: ${quantity}`);
for (const [rule, failing] of failures) {
  console.log(`\nBROKEN: ${rule}, in ${failing.length} worlds: ${failing.slice(0, 20).join(' ')}`);
  const [seed] = failing;
  if (seed === undefined || values.brief) continue;
  console.log(await describeStory(await shrinkStory(generateStory(seed), rule)));
}
process.exitCode = failures.size === 0 ? 0 : 1;
