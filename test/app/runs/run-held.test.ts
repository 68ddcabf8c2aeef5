/** A run that would reach more people than the policy allows waits for approval. */
import { describe, expect, it } from 'vitest';
import { silentTelemetry } from '../../../app/runtime/telemetry.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import { makeProgram } from '../../harness/make-program.ts';
import { listItalians, makeCampaign, minute, now, once, openWith } from '../../harness/spring-campaign.ts';

const start = now + 5 * minute;
const limited = async (maxRecipients: number, status = 'live', previous?: ProgramSnapshot) => {
  const documents = makeCampaign(once, '', status);
  const policy = `id: contact\ncampaigns: { maxRecipients: ${maxRecipients} }`;
  return makeProgram(documents.replace('id: contact', policy), previous);
};

async function openDue(maxRecipients: number) {
  const counted: string[] = [];
  const telemetry = { ...silentTelemetry, count: (metric: string) => void counted.push(metric) };
  const town = await openWith(await limited(maxRecipients), { people: 40, telemetry });
  town.stack.clock.now = start;
  return { ...town, countHeld: () => counted.filter((metric) => metric === 'RunsHeld').length };
}
const approve = (runs: Awaited<ReturnType<typeof openDue>>['runs']) =>
  runs.changeRun('spring', start, { from: ['paused'], status: 'running' });

describe('a run with more people than maxRecipients', () => {
  it('is counted, waits, and starts after its approval', async () => {
    const town = await openDue(19);
    for (let minutes = 0; minutes < 5; minutes += 1) await town.tick();
    expect(town.listSent()).toEqual([]);
    expect(await town.listRuns('spring')).toMatchObject([{ status: 'paused', pausedBy: 'approval' }]);
    expect(await town.listRuns('count:spring')).toMatchObject([
      { status: 'done', totals: { scanned: 40, targeted: 20 } },
    ]);
    await approve(town.runs);
    await town.rest();
    expect(town.listSent()).toEqual(listItalians(40));
  });

  it('is reported each minute until an operator decides, so that the alarm stays on', async () => {
    const town = await openDue(19);
    for (let minutes = 0; minutes < 5; minutes += 1) await town.tick();
    const before = town.countHeld();
    for (let minutes = 0; minutes < 3; minutes += 1) await town.tick();
    expect(town.countHeld()).toBe(before + 3);
    await approve(town.runs);
    await town.rest();
    expect(town.countHeld()).toBe(before + 3);
  });

  it('is cancelled with its document', async () => {
    const town = await openDue(19);
    for (let minutes = 0; minutes < 5; minutes += 1) await town.tick();
    await town.publish(await limited(19, 'archived', await limited(19)));
    await town.rest();
    expect(await town.listRuns('spring')).toMatchObject([{ status: 'cancelled' }]);
    expect(town.listSent()).toEqual([]);
  });
});

it('a run with as many people as maxRecipients starts without approval and reaches each person once', async () => {
  const town = await openDue(20);
  await town.rest();
  expect(town.listSent()).toEqual(listItalians(40));
  expect(Object.values(await town.countContacts()).every((count) => count <= 1)).toBe(true);
  expect(await town.listRuns('spring')).toMatchObject([{ status: 'done', totals: { targeted: 20 } }]);
});

it('a run whose campaign is paused just after the count reaches no one before the campaign is resumed', async () => {
  const town = await openDue(20);
  const isCounted = async () => (await town.listRuns('count:spring'))[0]?.status === 'done';
  while (!(await isCounted())) await town.tick();
  expect(await town.listRuns('spring')).toMatchObject([{ status: 'paused', pausedBy: 'count' }]);
  const paused = await limited(20, 'paused', await limited(20));
  await town.publish(paused);
  for (let minutes = 0; minutes < 5; minutes += 1) await town.tick();
  expect(town.listSent()).toEqual([]);
  expect(await town.listRuns('spring')).toMatchObject([{ status: 'paused' }]);
  await town.publish(await limited(20, 'live', paused));
  await town.rest();
  expect(town.listSent()).toEqual(listItalians(40));
});
