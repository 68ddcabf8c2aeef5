/** A run that waits for approval, as the commands show and start it. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryRunStore } from '../../../../adapters/memory/run-store.ts';
import { createMemoryStatisticsStore } from '../../../../adapters/memory/statistics-store.ts';
import type { Run } from '../../../../app/ports/run-store.ts';
import { showCampaign, showCampaigns } from '../../../../cli/commands/campaigns/campaign.ts';
import { approveCampaign, resumeCampaign } from '../../../../cli/commands/campaigns/campaign-control.ts';
import { previewCampaign } from '../../../../cli/commands/campaigns/campaign-preview.ts';
import { showStatus } from '../../../../cli/commands/documents/status.ts';
import { showWhy } from '../../../../cli/commands/people/why.ts';
import { openStage, signUp as signUpByMail } from '../../../harness/recorded-life.ts';

const start = Date.parse('2026-11-22T11:00:00Z');
const now = start + 60_000;
const policy = `---
kind: policy
id: contact
status: live
campaigns: { maxRecipients: 10000 }
`;
const documents = `kind: segment
id: italians
status: live
condition: { profile: { traits: { country: [IT] } } }
---
kind: template
id: spring
status: live
channel: sms
class: promotional
content: { body: Spring }
---
kind: campaign
id: spring
status: live
audience: { segment: italians }
send: spring
schedule: { at: 2026-11-22T11:00:00Z }
`;
const signUp = (at: string) => ({ ...signUpByMail(at), traits: { country: 'IT', phone: '+390612345678' } });
const held: Run = {
  name: 'spring',
  run: start,
  task: { kind: 'campaign', campaign: 'spring', run: start },
  audience: { kind: 'segment', segment: 'italians' },
  scanSegments: 1,
  createdAt: start,
  programVersion: 1,
  status: 'paused',
  pausedBy: 'approval',
};

async function openHeld() {
  const stage = await openStage();
  const stores = { ...stage, runs: createMemoryRunStore(), statistics: createMemoryStatisticsStore() };
  await stores.publish(documents + policy);
  await stores.runs.createRun(held);
  const totals = { scanned: 20_000, targeted: 12_400, unreadable: 0 };
  await stores.runs.createRun({ ...held, name: 'count:spring', status: 'done', isCount: true, totals });
  return stores;
}

describe('a run that waits for approval', () => {
  let stores: Awaited<ReturnType<typeof openHeld>>;
  beforeEach(async () => {
    stores = await openHeld();
  });

  it('is reported by list, status, why and preview: how many people, which limit, what starts it', async () => {
    const words =
      'The run of spring of 2026-11-22 11:00 is held and sends nothing yet: 12,400 people are in its audience, and the policy’s maxRecipients is 10,000. `percorso campaign approve spring` starts it, `percorso campaign cancel spring --run-only` ends it.';
    const heldRuns = [
      {
        name: 'spring',
        run: '2026-11-22T11:00:00.000Z',
        heldBy: 'approval',
        people: 12_400,
        limit: 10_000,
      },
    ];
    await stores.live('anna', [signUp('2026-11-21T12:00:00Z')], '2026-11-22T11:00:00Z');
    const list = await showCampaigns(stores, now);
    expect(list.lines[1]).toContain('held: waits for approval');
    expect(list.lines).toContain(words);
    expect(list.json).toMatchObject([{ heldRuns }]);
    const preview = await previewCampaign('spring', [], stores, {
      directory: '/',
      now,
      onProgress: () => {},
    });
    expect(preview.lines).toContain(words);
    expect(preview.json).toMatchObject({ maxRecipients: 10_000, needsApproval: false, heldRuns });
    const status = await showStatus(stores.config, stores.runs);
    expect(status.lines).toContain(words);
    expect(status.json).toMatchObject({ heldRuns });
    for (const about of ['campaign:spring', 'spring']) {
      const why = await showWhy('userId:anna', about, stores, { limit: 100, now });
      expect(why.lines.map((line) => line.trim())).toContain(words);
    }
    expect((await showCampaign('spring', stores, now)).lines.join('\n')).toContain(
      'paused until it is approved: 12,400 people are in its audience, and the policy’s maxRecipients is 10,000. `percorso campaign approve spring` starts it',
    );
  });

  it('is reported while its audience is counted', async () => {
    const counting = { ...held, run: start - 60_000, pausedBy: 'count' } as const;
    await stores.runs.createRun(counting);
    expect((await showStatus(stores.config, stores.runs)).lines).toContain(
      'The run of spring of 2026-11-22 10:59 is held until its audience is counted (the policy’s maxRecipients is 10,000). This takes some minutes.',
    );
  });

  it('is not reported any more once it is started or ended', async () => {
    await approveCampaign('spring', stores);
    expect((await showStatus(stores.config, stores.runs)).json).toMatchObject({ heldRuns: [] });
  });

  it('is started by approve, once, and not by resume', async () => {
    expect((await resumeCampaign('spring', stores)).exitCode).toBe(1);
    expect(await stores.runs.readRun('spring', start)).toMatchObject({ status: 'paused' });
    expect((await approveCampaign('spring', stores)).exitCode).toBe(0);
    expect(await stores.runs.readRun('spring', start)).toMatchObject({ status: 'running' });
    expect((await approveCampaign('spring', stores)).lines[0]).toContain(
      'No run of spring waits for approval',
    );
  });
});

describe('percorso campaign preview', () => {
  it('says that the next run will be held', async () => {
    const stage = await openStage();
    const stores = { ...stage, runs: createMemoryRunStore() };
    const weekly = documents.replace('{ at: 2026-11-22T11:00:00Z }', '{ at: 2026-11-29T11:00:00Z }');
    await stores.publish(weekly + policy.replace('10000', '1'));
    for (const person of ['anna', 'ben'])
      await stores.live(person, [signUp('2026-11-21T12:00:00Z')], '2026-11-22T11:00:00Z');
    const settings = { directory: '/', now, onProgress: () => {} };
    const { lines, json } = await previewCampaign('spring', [], stores, settings);
    expect(json).toMatchObject({ audience: 2, maxRecipients: 1, needsApproval: true });
    expect(lines).toContain(
      'The next run will be held: 2 people are in its audience, and the policy’s maxRecipients is 1. Then start it with `percorso campaign approve spring`.',
    );
  });
});
