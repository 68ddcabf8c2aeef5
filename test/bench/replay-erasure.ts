/**
 * `npm run replay:erasure`: 14,300 people are mailed twice, and 10,010 of them are erased at each step of it. Prints what
 * was found, and fails if anything of an erased person is left, or if someone else has lost a message.
 */
import { checkCrowd, mailAndErase } from '../harness/check-crowd.ts';

const [people = 14_300, seed = 1] = process.argv.slice(2).map(Number);
const started = performance.now();
const readSeconds = () => ((performance.now() - started) / 1000).toFixed(0);
const crowd = await mailAndErase(people, seed, (step) => console.log(`${readSeconds()} s: ${step}`));
const { figures, wrong } = await checkCrowd(crowd);
console.log(JSON.stringify(figures), `${readSeconds()} s`);
for (const line of wrong.slice(0, 20)) console.log(line);
if (wrong.length > 0) {
  console.log(`${wrong.length} in all`);
  process.exitCode = 1;
}
