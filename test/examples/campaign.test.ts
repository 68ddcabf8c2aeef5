/** The campaign of the examples, set live as its comment says, reaches the people it is for. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createProfile, type Profile } from '../../engine/model/profile.ts';
import { makeProgram } from '../harness/make-program.ts';
import { openTown } from '../harness/run-harness.ts';

const now = Date.parse('2026-12-03T08:58:00Z');
const opening = Date.parse('2026-12-03T09:00:00Z');

it('sends the new harvest to VIPs who agreed to email, once per month', async () => {
  const town = await openTown({ now, people: 0 });
  for (const person of [
    makePerson('vip', { spent: 250 }),
    makePerson('vip-without-consent', { spent: 250, consent: 'denied' }),
    makePerson('guest', { spent: 20 }),
  ]) {
    await town.stack.ports.profiles.save(person);
  }
  await town.publish(await makeProgram(readLiveExamples(), undefined, now));
  await town.rest();
  expect(town.listSent()).toEqual([]);
  town.stack.clock.now = opening;
  await town.rest();
  expect(town.listSent()).toEqual(['vip new-harvest']);
  expect(await town.listRuns('harvest')).toMatchObject([
    { run: opening, status: 'done', totals: { scanned: 3, targeted: 2, unreadable: 0 } },
  ]);
  town.stack.clock.now = Date.parse('2027-01-07T09:00:00Z');
  await town.rest();
  expect((await town.listRuns('harvest')).map(({ run }) => new Date(run).toISOString())).toEqual([
    '2027-01-07T09:00:00.000Z',
    '2026-12-03T09:00:00.000Z',
  ]);
  expect(town.listSent()).toEqual(['vip new-harvest', 'vip new-harvest']);
});

/** All documents of the examples as one YAML text; the campaign is live. */
function readLiveExamples(): string {
  const files = readdirSync('examples', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.yaml'),
  );
  expect(files).toContain('campaigns/harvest.yaml');
  return files
    .map((name) => readFileSync(`examples/${name}`, 'utf8'))
    .map((text) => (text.includes('kind: campaign') ? text.replace('status: draft', 'status: live') : text))
    .join('\n---\n');
}

function makePerson(
  id: string,
  { spent, consent = 'granted' }: { spent: number; consent?: 'granted' | 'denied' },
): Profile {
  return {
    ...createProfile(id, now),
    version: 1,
    traits: { email: { value: `${id}@example.com`, at: now } },
    consents: { email: { state: consent, at: now } },
    computed: { lifetime_value: { sum: spent } },
  };
}
