/** `percorso campaign` and `backfill`, over a stage in memory. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryRunStore } from '../../../../adapters/memory/run-store.ts';
import { createMemoryStatisticsStore } from '../../../../adapters/memory/statistics-store.ts';
import type { QueueBody } from '../../../../app/ports/queues.ts';
import type { Run } from '../../../../app/ports/run-store.ts';
import { beginBackfill, showBackfills } from '../../../../cli/commands/campaigns/backfill.ts';
import { showCampaign, showCampaigns } from '../../../../cli/commands/campaigns/campaign.ts';
import * as control from '../../../../cli/commands/campaigns/campaign-control.ts';
import { previewCampaign } from '../../../../cli/commands/campaigns/campaign-preview.ts';
import { sendCampaignTest } from '../../../../cli/commands/campaigns/campaign-test.ts';
import { emailTemplate, openStage, signUp } from '../../../harness/recorded-life.ts';

const documents = `
kind: segment
id: everybody
status: live
condition: { profile: { traits: { email: [{ exists: true }] } } }
---
kind: rule
id: greet
status: live
trigger: { event: Greeted }
actions: [{ send: hello }]
---
{ kind: trait, id: orders, status: live, function: count, event: Order Completed }
---
kind: campaign
id: spring
status: live
audience: { segment: everybody }
send: spring
schedule: { at: "2026-11-23T10:00:00Z" }
seeds: [anna, unknown]
---
kind: policy
id: contact
status: live
caps: [{ limit: 1, within: P7D }]
quietHours: { windows: [{ from: "21:00", to: "08:00" }] }
${emailTemplate('hello')}${emailTemplate('spring')}`;

const now = Date.parse('2026-11-22T12:00:00Z');
const start = Date.parse('2026-11-22T11:00:00Z');

async function openStores() {
  const stage = await openStage();
  await stage.publish(documents);
  const sent: QueueBody[] = [];
  const openQueues = async () => ({
    send: async (_queue: string, bodies: readonly QueueBody[]) => {
      sent.push(...bodies);
      return [];
    },
  });
  const statistics = createMemoryStatisticsStore();
  return { ...stage, runs: createMemoryRunStore(), statistics, openQueues, sent, timelineDays: 90 };
}

let stores: Awaited<ReturnType<typeof openStores>>;
beforeEach(async () => {
  stores = await openStores();
});

const settings = { directory: '/', now, onProgress: () => undefined };
const spring = (status: Run['status']): Run => ({
  name: 'spring',
  run: start,
  task: { kind: 'campaign', campaign: 'spring', run: start },
  audience: { kind: 'segment', segment: 'everybody' },
  scanSegments: 2,
  createdAt: start,
  programVersion: 1,
  status,
});

describe('percorso campaign preview', () => {
  it('evaluates everyone in the segment as of the next run, by reason, and saves nothing', async () => {
    const [came, today] = ['2026-11-21T12:00:00Z', '2026-11-22T12:00:00Z'];
    const zone = (timezone: string, event = signUp(came, 'asleep@example.com')) => ({
      ...event,
      traits: { ...event.traits, timezone },
    });
    await stores.live('free', [signUp(came)], today);
    await stores.live(
      'capped',
      [signUp(came, 'capped@example.com'), { at: '2026-11-21T13:00:00Z', event: 'Greeted' }],
      today,
    );
    await stores.live('silent', [{ ...signUp(came, 'silent@example.com'), context: {} }], today);
    await stores.live('asleep', [zone('America/Los_Angeles')], today);
    await stores.live('stranger', [{ at: came, event: 'Shop Visited' }], today);
    const before = JSON.stringify([...stores.profiles.items]);
    const { exitCode, json, lines } = await previewCampaign('spring', [], stores, settings);
    expect(exitCode).toBe(0);
    expect(json).toMatchObject({
      run: '2026-11-23T10:00:00.000Z',
      audience: 4,
      atOnce: 1,
      later: 1,
      reasons: { sent_to_channel: 1, frequency_capped: 1, no_consent: 1, held_quiet_hours: 1 },
      profilesRead: 5,
    });
    expect(lines).toContain(
      'With the policy: 1 person gets it at once, 1 person waits and is evaluated again.',
    );
    expect(JSON.stringify([...stores.profiles.items])).toBe(before);
  });

  it('lets journeys write at their own moments before the run, not all at once with it', async () => {
    await stores.publish(`${documents.replace('within: P7D', 'within: PT12H')}
---
kind: journey
id: tour
status: live
trigger: { event: Signed Up }
start: pause
steps:
  pause: { type: wait, for: PT36H, next: write }
  write: { type: send, template: hello, next: done }
  done: { type: end }`);
    // Held for the night, the one message goes two hours before the run; the other goes fourteen before.
    await stores.live('late', [signUp('2026-11-21T13:00:00Z')], '2026-11-22T12:00:00Z');
    await stores.live('early', [signUp('2026-11-21T08:00:00Z', 'early@example.com')], '2026-11-22T12:00:00Z');
    const { json } = await previewCampaign('spring', [], stores, settings);
    expect(json).toMatchObject({ reasons: { sent_to_channel: 1, frequency_capped: 1 } });
  });

  it('names the campaigns there are, and the way to preview a draft', async () => {
    await expect(previewCampaign('winter', [], stores, settings)).rejects.toMatchObject({
      message: 'No campaign "winter" is published.',
      remedy: expect.stringContaining('In force: spring.'),
    });
  });
});

describe('percorso campaign test', () => {
  it('hands the seeds that there are to the profile queue, and names those that are not', async () => {
    const anna = await stores.live('anna', [signUp('2026-11-21T12:00:00Z')], '2026-11-22T12:00:00Z');
    const { exitCode, json, lines } = await sendCampaignTest('spring', [], stores, now);
    expect(stores.sent).toEqual([
      {
        kind: 'RunTaskBatch',
        profileIds: [anna],
        task: { kind: 'campaign', campaign: 'spring', run: now, isTest: true },
      },
    ]);
    expect({ exitCode, json }).toEqual({
      exitCode: 1,
      json: { campaign: 'spring', sent: [anna], unknown: ['unknown'] },
    });
    expect(lines[0]).toBe('No profile found for unknown.');
    expect(await sendCampaignTest('spring', [anna], stores, now)).toMatchObject({
      exitCode: 0,
      json: { sent: [anna] },
    });
  });
});

describe('percorso campaign list, status, pause, resume and cancel', () => {
  it('show the next run, the progress of a run and its statistics', async () => {
    await stores.runs.createRun(spring('running'));
    const counts = { scanned: 10, targeted: 4, unreadable: 0 };
    const checkpoint = {
      name: 'spring',
      run: start,
      step: 1,
      owner: 'o',
      ticket: 1,
      updatedAt: now,
      ...counts,
    };
    await stores.runs.saveSegment({ ...checkpoint, segment: 0, isDone: true });
    await stores.runs.saveSegment({ ...checkpoint, segment: 1, isDone: false });
    await stores.statistics.put({
      batch: 'b',
      day: '2026-11-22',
      counts: { 'campaign:spring': { 'email.sent': 7, 'sms.parts': 3, 'sms.cost': 900_000 } },
    });
    expect((await showCampaigns(stores, now)).lines[1]).toMatch(
      /^spring +live +everybody +2026-11-23 10:00 +2026-11-22 11:00, running$/,
    );
    const { lines, json } = await showCampaign('spring', stores, now);
    expect(json).toMatchObject({
      runs: [{ done: 1, scanSegments: 2, scanned: 20, targeted: 8 }],
      results: { 'email.sent': 7, 'sms.cost': 900_000 },
    });
    expect(lines.join('\n')).toMatch(/campaign:spring +email +7/);
    expect(lines.join('\n')).toContain('3 parts: $9.00');
    expect(lines.join('\n')).toContain(
      'run 2026-11-22 11:00: under way, 1 of 2 parts scanned: 20 profiles read, 8 targeted',
    );
  });

  it('pause what is under way by hand and let it go on, and say so when there is nothing', async () => {
    expect(await control.pauseCampaign('spring', stores)).toMatchObject({
      exitCode: 1,
      lines: [expect.stringContaining('No run of spring is active')],
    });
    await stores.runs.createRun(spring('running'));
    expect((await control.pauseCampaign('spring', stores)).exitCode).toBe(0);
    expect(await stores.runs.readRun('spring', start)).toMatchObject({
      status: 'paused',
      pausedBy: 'operator',
    });
    expect((await control.resumeCampaign('spring', stores)).exitCode).toBe(0);
    expect(await stores.runs.readRun('spring', start)).toMatchObject({ status: 'running' });
    await stores.publish(
      documents.replace('id: spring\nstatus: live\naudience', 'id: spring\nstatus: paused\naudience'),
    );
    expect((await control.resumeCampaign('spring', stores)).lines[0]).toContain(
      'is paused: the run would be paused again at once',
    );
  });

  it('cancel the run and archive the document, so that nothing queued goes out; or the run alone', async () => {
    await stores.runs.createRun(spring('running'));
    const alone = await control.cancelCampaign('spring', stores, { now, isRunOnly: true });
    expect(alone.json).toMatchObject({ cancelled: ['2026-11-22T11:00:00.000Z'], isArchived: false });
    expect((await showCampaigns(stores, now)).lines[1]).toMatch(/^spring +live/);
    const whole = await control.cancelCampaign('spring', stores, { now, isRunOnly: false });
    expect(whole.json).toMatchObject({ cancelled: [], isArchived: true });
    const current = await stores.programs.readCurrent();
    expect(current.version).toBe(2);
    expect((await showCampaigns(stores, now)).lines.join('\n')).not.toMatch(/spring +live/);
  });
});

describe('percorso backfill', () => {
  it('starts one run over all profiles, lists what it recomputes, and refuses a second one meanwhile', async () => {
    const desired = { traits: ['orders'], triggers: false, segments: [] };
    const { lines, json } = await beginBackfill(stores, desired, now);
    expect(json).toMatchObject({ version: 1, traits: ['orders'], triggers: false });
    expect(lines).toContain('  trait orders');
    const run = await stores.runs.readRun('backfill', now);
    expect(run).toMatchObject({ audience: { kind: 'everybody' }, status: 'running' });
    expect(await beginBackfill(stores, { ...desired, traits: [] }, now + 1)).toMatchObject({ exitCode: 1 });
    expect((await showBackfills(stores)).lines[0]).toContain('run 2026-11-22 12:00: under way');
  });

  it('names the traits there are when one is not', async () => {
    await expect(
      beginBackfill(stores, { traits: ['order'], triggers: false, segments: [] }, now),
    ).rejects.toMatchObject({
      message: 'No computed trait "order" is published.',
      remedy: 'Published: orders.',
    });
  });
});
