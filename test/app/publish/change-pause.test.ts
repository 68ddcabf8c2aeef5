/** Pausing and resuming answer with data: what was done, or what could have been named. */
import { expect, it } from 'vitest';
import { createMemoryPauseStore } from '../../../adapters/memory/pause-store.ts';
import { pauseLabel, resumeLabel } from '../../../app/publish/change-pause.ts';
import { publishProgram } from '../../../app/publish/publish-program.ts';
import { buyers, good, greet, openMemoryPorts, putAll, readProgram } from '../../harness/samples.ts';

const step = { at: 1_000, by: 'anna', reason: 'Wrong text' };
const label = `rule/${greet.id}`;

async function openStores() {
  const ports = openMemoryPorts();
  await putAll(ports, good);
  await publishProgram(ports, { now: 1_000, allowShrink: false });
  return { pauses: createMemoryPauseStore(), program: await readProgram(ports) };
}

it('pauses once: the second caller gets who paused it, and why', async () => {
  const stores = await openStores();
  expect(await pauseLabel(label, stores, step)).toEqual({ outcome: 'paused' });
  expect(await pauseLabel(label, stores, { ...step, by: 'ben' })).toEqual({
    outcome: 'paused_already',
    pause: step,
  });
  expect(await resumeLabel(label, stores, { ...step, at: 2_000 })).toEqual({ outcome: 'resumed' });
  expect(await resumeLabel(label, stores, step)).toEqual({ outcome: 'not_paused', paused: [] });
});

it('lists what can be named when a label is not published, or cannot be paused', async () => {
  const stores = await openStores();
  for (const unknown of ['rule/unknown', `segment/${buyers.id}`]) {
    const result = await pauseLabel(unknown, stores, step);
    expect(result).toMatchObject({ outcome: 'not_published', known: expect.arrayContaining([label]) });
  }
  const empty = { ...stores, program: undefined };
  expect(await pauseLabel(label, empty, step)).toEqual({ outcome: 'not_published', known: [] });
  expect(await pauseLabel('sending', empty, step)).toEqual({ outcome: 'paused' });
  expect(await resumeLabel(label, stores, step)).toEqual({ outcome: 'not_paused', paused: ['sending'] });
});

it('keeps the newest 50 steps of a label', async () => {
  const stores = await openStores();
  for (let count = 0; count < 30; count += 1) {
    await pauseLabel(label, stores, { ...step, at: count });
    await resumeLabel(label, stores, { ...step, at: count });
  }
  const [record] = await stores.pauses.list();
  expect(record?.steps).toHaveLength(50);
  expect(record?.steps[0]).toEqual({ action: 'resume', ...step, at: 29 });
  expect(record?.revision).toBe(60);
});

it('refuses a reason that is blank or too long, and changes nothing', async () => {
  const stores = await openStores();
  await expect(pauseLabel(label, stores, { ...step, reason: ' ' })).rejects.toMatchObject({
    code: 'request_invalid',
    message: 'The reason is blank.',
  });
  await expect(resumeLabel(label, stores, { ...step, reason: 'x'.repeat(501) })).rejects.toThrow(
    'The reason has 501 characters.',
  );
  expect(await stores.pauses.list()).toEqual([]);
});
