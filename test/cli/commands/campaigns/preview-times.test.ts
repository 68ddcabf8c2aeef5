/** `percorso campaign preview` of times that have passed for some, as of now. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryRunStore } from '../../../../adapters/memory/run-store.ts';
import { previewCampaign } from '../../../../cli/commands/campaigns/campaign-preview.ts';
import { emailTemplate, openStage, signUp } from '../../../harness/recorded-life.ts';
import { type Folder, openFolder } from '../../../harness/run-command.ts';

let folder: Folder;
beforeEach(() => {
  folder = openFolder();
});
afterEach(() => folder.remove());

const documents = `
kind: segment
id: everybody
status: live
condition: { profile: { traits: { email: [{ exists: true }] } } }
${emailTemplate('spring')}`;

const now = Date.parse('2026-11-22T12:00:00Z');
const people = { rome: 'Europe/Rome', ny: 'America/New_York', akl: 'Pacific/Auckland' };

async function preview(schedule: string, more = '') {
  const stage = await openStage();
  await stage.publish(documents);
  for (const [person, timezone] of Object.entries(people)) {
    const event = signUp('2026-11-21T12:00:00Z', `${person}@example.com`);
    await stage.live(person, [{ ...event, traits: { ...event.traits, timezone } }], '2026-11-22T12:00:00Z');
  }
  const file = `kind: campaign\nid: monday\nstatus: live\naudience: { segment: everybody }\nsend: spring\nschedule: ${schedule}\n`;
  folder.write('monday.yaml', `${file}${more}`);
  const stores = { ...stage, runs: createMemoryRunStore() };
  const settings = { directory: folder.path, now, onProgress: () => undefined };
  return previewCampaign('monday', ['monday.yaml'], stores, settings);
}

describe('a preview of a campaign that is not published yet', () => {
  it('counts those for whom its local time has passed, and those who wait for it', async () => {
    const { json, lines } = await preview('{ at: "2026-11-22T09:00", timeZone: recipient }');
    expect(json).toMatchObject({
      audience: 3,
      atOnce: 1,
      reasons: { sent_to_channel: 1, local_time_passed: 2 },
    });
    expect(lines.join('\n')).toContain('1 person gets it at their own time.');
    expect(lines.join('\n')).toContain(
      'its local time had already passed for the person (local_time_passed)',
    );
  });

  it('speaks of no next run where none is left', async () => {
    const policy = '---\nkind: policy\nid: default\nstatus: live\ncampaigns: { maxRecipients: 1 }\n';
    const next = await preview('{ at: "2026-11-23T09:00", timeZone: UTC }', policy);
    expect(next.lines.join()).toContain('The next run will be held');
    const over = await preview('{ at: "2026-11-01T09:00", timeZone: UTC }', policy);
    expect(over.lines.join()).toContain('has no run left');
    expect(over.lines.join()).not.toContain('next run');
  });

  it('takes now for the moment at which it is published', async () => {
    const { json } = await preview('{ at: now }');
    expect(json).toMatchObject({ run: '2026-11-22T12:00:00.000Z', atOnce: 3 });
  });
});
