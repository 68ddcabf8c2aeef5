/** A run that waits for approval, as the commands show and start it. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryStatisticsStore } from '../../adapters/memory/statistics-store.ts';
import { createMemoryWalkStore } from '../../adapters/memory/walk-store.ts';
import type { WalkRun } from '../../adapters/ports.ts';
import { listCampaigns, showCampaign } from '../../cli/commands/campaign.ts';
import { approveCampaign, resumeCampaign } from '../../cli/commands/campaign-control.ts';
import { openStage } from './recorded-life.ts';

const start = Date.parse('2026-11-22T11:00:00Z');
const now = start + 60_000;
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
const held: WalkRun = {
  subject: 'spring',
  run: start,
  visit: { kind: 'campaign', campaign: 'spring', run: start },
  audience: { kind: 'segment', segment: 'italians' },
  shards: 1,
  createdAt: start,
  programVersion: 1,
  status: 'paused',
  pausedBy: 'approval',
};

async function openHeld() {
  const stage = await openStage();
  const world = { ...stage, walks: createMemoryWalkStore(), statistics: createMemoryStatisticsStore() };
  await world.publish(documents);
  await world.walks.createRun(held);
  const totals = { scanned: 20_000, targeted: 12_400, unreadable: 0 };
  await world.walks.createRun({ ...held, subject: 'count:spring', status: 'done', isCount: true, totals });
  return world;
}

describe('a run that waits for approval', () => {
  let world: Awaited<ReturnType<typeof openHeld>>;
  beforeEach(async () => {
    world = await openHeld();
  });

  it('is shown with the people in its audience and what starts it', async () => {
    expect((await listCampaigns(world, now)).lines[1]).toContain('waits for approval');
    expect((await showCampaign('spring', world, now)).lines.join('\n')).toContain(
      'paused until it is approved. 12,400 people are in its audience. `percorso campaign approve spring` starts it',
    );
  });

  it('is started by approve, once, and not by resume', async () => {
    expect((await resumeCampaign('spring', world)).exitCode).toBe(1);
    expect(await world.walks.readRun('spring', start)).toMatchObject({ status: 'paused' });
    expect((await approveCampaign('spring', world)).exitCode).toBe(0);
    expect(await world.walks.readRun('spring', start)).toMatchObject({ status: 'running' });
    expect((await approveCampaign('spring', world)).lines[0]).toContain(
      'No run of spring waits for approval',
    );
  });
});
