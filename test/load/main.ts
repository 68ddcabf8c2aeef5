/** Command line: `npm run simulate:load -- --recipients 1000000 --rate 500`. Prints how long password resets take. */
import { parseArgs } from 'node:util';
import { describeDelays, runStage, type StageLoad } from './load-stage.ts';

const { values } = parseArgs({
  options: {
    recipients: { type: 'string', default: '1000000' },
    rate: { type: 'string', default: '500' },
    resets: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    quota: { type: 'string', default: '1000' },
    wakes: { type: 'string', default: '0' },
    unpaced: { type: 'boolean', default: false },
  },
});
const [recipients, rate] = [Number(values.recipients), Number(values.rate)];
const load: StageLoad = {
  seed: Number(values.seed),
  rate,
  recipients,
  resets: Number(values.resets),
  seconds: Math.ceil(recipients / (0.9 * rate)),
  wakes: Number(values.wakes),
  isPaced: !values.unpaced,
  lambdaQuota: Number(values.quota),
};
for (const [name, count] of [
  ['without the campaign', 0],
  [`while ${recipients} people get a promotional email`, recipients],
] as const) {
  const startedAt = performance.now();
  const report = await runStage({ ...load, recipients: count });
  const { median, p99, longest } = describeDelays(report.delays);
  console.log(`password resets ${name}: ${report.delays.length}, unanswered ${report.unanswered}`);
  console.log(`  median ${median} ms, 99th percentile ${p99} ms, longest ${longest} ms`);
  console.log(
    `  ${report.sent} promotional emails in ${Math.round(report.lasted)} s; throttled calls ${report.throttled}, ` +
      `throttled invocations ${report.lambdaThrottles}; ${((performance.now() - startedAt) / 1000).toFixed(0)} s of real time`,
  );
}
