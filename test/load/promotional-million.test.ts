/** A small campaign and its password resets; `npm run simulate:load` runs the million. */
import { describe, expect, it } from 'vitest';
import { describeDelays, runStage, type StageLoad } from './load-stage.ts';

const campaign: StageLoad = {
  seed: 1,
  rate: 14,
  recipients: 800,
  resets: 1,
  seconds: 60,
  isPaced: true,
  lambdaQuota: 1000,
};

describe('password resets while a campaign sends', () => {
  it('take no second longer than without it', async () => {
    const alone = describeDelays((await runStage({ ...campaign, recipients: 0 })).delays);
    const report = await runStage(campaign);
    const { median, longest } = describeDelays(report.delays);
    expect(report).toMatchObject({ unanswered: 0, throttled: 0, sent: campaign.recipients });
    // The campaign lasts longer than the resets: each of them meets it.
    expect(report.lasted).toBeGreaterThanOrEqual(campaign.seconds);
    expect(longest).toBeLessThan(alone.longest + 1000);
    expect(median).toBeLessThan(alone.median + 100);
  });

  it('take seconds longer when the senders are not paced', async () => {
    const brief = { ...campaign, seconds: 15 };
    const alone = describeDelays((await runStage({ ...brief, recipients: 0 })).delays);
    const { delays, throttled } = await runStage({ ...brief, recipients: 1000, isPaced: false });
    expect(throttled).toBeGreaterThan(0);
    expect(describeDelays(delays).longest).toBeGreaterThan(alone.longest + 3000);
  });
});
