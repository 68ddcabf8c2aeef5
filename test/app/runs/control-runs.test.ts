/** Control of the current runs of a campaign answers with data. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryRunStore } from '../../../adapters/memory/run-store.ts';
import type { Run } from '../../../app/ports/run-store.ts';
import { cancelRuns, controlRuns } from '../../../app/runs/control-runs.ts';
import { openStage } from '../../harness/recorded-life.ts';

const start = Date.parse('2026-11-22T11:00:00Z');
const now = start + 60_000;
const makeDocuments = (status: string) => `kind: segment
id: italians
status: live
condition: { profile: { traits: { country: [IT] } } }
---
kind: template
id: hello
status: live
channel: sms
class: promotional
content: { body: Spring }
---
kind: campaign
id: spring
status: ${status}
audience: { segment: italians }
send: hello
schedule: { at: 2026-11-22T11:00:00Z }
---
kind: journey
id: daily
status: live
trigger: { schedule: { at: 2026-11-22T11:00:00Z }, audience: { segment: italians } }
start: done
steps: { done: { type: end } }
`;

async function open() {
  const stage = await openStage();
  await stage.publish(makeDocuments('live'));
  return { ...stage, runs: createMemoryRunStore() };
}

let stores: Awaited<ReturnType<typeof open>>;
beforeEach(async () => {
  stores = await open();
});

const createRun = (change: Partial<Run>) =>
  stores.runs.createRun({
    name: 'spring',
    run: start,
    task: { kind: 'campaign', campaign: 'spring', run: start },
    audience: { kind: 'segment', segment: 'italians' },
    scanSegments: 1,
    createdAt: start,
    programVersion: 1,
    status: 'running',
    ...change,
  });

describe('controlled runs', () => {
  it.each([
    ['pause', { status: 'running' }, 'paused'],
    ['resume', { status: 'paused', pausedBy: 'operator' }, 'running'],
    ['resume', { status: 'paused', pausedBy: 'document' }, 'running'],
    ['approve', { status: 'paused', pausedBy: 'approval' }, 'running'],
  ] as const)('%s: %j becomes %s', async (control, before, status) => {
    await createRun(before);
    expect(await controlRuns(control, 'spring', stores)).toEqual({
      outcome: 'changed',
      name: 'spring',
      status,
      runs: [start],
    });
    expect(await stores.runs.readRun('spring', start)).toMatchObject({ status });
  });

  it.each([
    ['pause', { status: 'paused', pausedBy: 'operator' }],
    ['resume', { status: 'paused', pausedBy: 'approval' }],
    ['resume', { status: 'paused', pausedBy: 'count' }],
    ['approve', { status: 'paused', pausedBy: 'operator' }],
    ['approve', { status: 'paused', pausedBy: 'count' }],
    ['pause', { status: 'done' }],
  ] as const)('%s leaves %j as it is', async (control, before) => {
    await createRun(before);
    const run = await stores.runs.readRun('spring', start);
    expect(await controlRuns(control, 'spring', stores)).toEqual({ outcome: 'no_run', name: 'spring' });
    expect(await stores.runs.readRun('spring', start)).toEqual(run);
  });

  it('do not resume under a document that would pause them again', async () => {
    await createRun({ status: 'paused', pausedBy: 'operator' });
    await stores.publish(makeDocuments('paused'));
    expect(await controlRuns('resume', 'spring', stores)).toEqual({
      outcome: 'campaign_not_live',
      name: 'spring',
      status: 'paused',
    });
  });

  it('of an unknown campaign are refused, with the names of those there are', async () => {
    await expect(controlRuns('pause', 'autumn', stores)).rejects.toMatchObject({
      code: 'request_invalid',
      remedy: 'There are: spring, journey:daily.',
    });
  });
});

describe('cancelled runs', () => {
  it('take the document with them, unless only the run is to be cancelled', async () => {
    await createRun({ status: 'paused', pausedBy: 'operator' });
    const options = { now, isRunOnly: true };
    expect(await cancelRuns('spring', stores, options)).toEqual({ name: 'spring', runs: [start] });
    expect(await stores.runs.readRun('spring', start)).toMatchObject({
      status: 'cancelled',
      finishedAt: now,
    });
    expect(await cancelRuns('spring', stores, { ...options, isRunOnly: false })).toEqual({
      name: 'spring',
      runs: [],
      archive: { outcome: 'published', version: 2 },
    });
  });

  it('of a scheduled journey leave its document in force: people are inside', async () => {
    await createRun({ name: 'journey:daily' });
    const result = await cancelRuns('daily', stores, { now, isRunOnly: false });
    expect(result).toEqual({ name: 'journey:daily', runs: [start] });
  });

  it('report that the program in force still has the campaign when the publication is refused', async () => {
    await createRun({});
    const { documents } = stores.config;
    await documents.remove('segment', 'italians');
    await documents.remove('template', 'hello');
    await documents.remove('journey', 'daily');
    expect(await cancelRuns('spring', stores, { now, isRunOnly: false })).toEqual({
      name: 'spring',
      runs: [start],
      archive: { outcome: 'refused', version: 1 },
    });
  });
});
