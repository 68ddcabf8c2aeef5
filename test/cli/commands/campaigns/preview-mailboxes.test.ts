/** A mailbox that several profiles share gets one message of a run: a preview counts it so. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryRunStore } from '../../../../adapters/memory/run-store.ts';
import { previewCampaign } from '../../../../cli/commands/campaigns/campaign-preview.ts';
import { emailTemplate, type LifeEvent, openStage, signUp } from '../../../harness/recorded-life.ts';

const documents = `
kind: segment
id: everybody
status: live
condition: { profile: { traits: { member: [true] } } }
---
kind: campaign
id: spring
status: live
audience: { segment: everybody }
send: spring
schedule: { at: "2026-11-23T10:00:00Z" }
---
kind: policy
id: contact
status: live
quietHours: { windows: [{ from: "21:00", to: "08:00" }] }
${emailTemplate('spring')}`;

const now = Date.parse('2026-11-22T12:00:00Z');
const member = (email: string, traits = {}): LifeEvent => {
  const event = signUp('2026-11-21T12:00:00Z', email);
  return { ...event, traits: { member: true, ...event.traits, ...traits } };
};

async function openStores() {
  const stage = await openStage();
  await stage.publish(documents);
  const stores = { ...stage, runs: createMemoryRunStore() };
  return {
    keep: stage.identities.keep,
    live: (person: string, event: LifeEvent) => stage.live(person, [event], '2026-11-22T12:00:00Z'),
    preview: () =>
      previewCampaign('spring', [], stores, { directory: '/', now, onProgress: () => undefined }),
  };
}

describe('percorso campaign preview, where profiles share an address', () => {
  let stores: Awaited<ReturnType<typeof openStores>>;
  beforeEach(async () => {
    stores = await openStores();
    await stores.live('anna', member('family@example.com'));
  });

  it('counts one message, however the address is written', async () => {
    await stores.live('ben', member(' Family@EXAMPLE.com '));
    await stores.live('cleo', member('cleo@example.com'));
    const { json, lines } = await stores.preview();
    expect(json).toMatchObject({
      audience: 3,
      atOnce: 2,
      reasons: { sent_to_channel: 2, address_reached: 1 },
    });
    expect(lines.join('\n')).toContain('another profile with this address gets it (address_reached)');
    expect(lines).toContain('If several profiles share an address, it receives one message per run.');
  });

  it('counts the one that gets it at once, not the one that waits', async () => {
    await stores.live('asleep', member('family@example.com', { timezone: 'America/Los_Angeles' }));
    await stores.live('awake', member('asleep@example.com', { timezone: 'America/Los_Angeles' }));
    const { json } = await stores.preview();
    expect(json).toMatchObject({ atOnce: 1, later: 1, reasons: { address_reached: 1, held_quiet_hours: 1 } });
  });

  it.each([
    [{ kind: 'suppressed', reason: 'operator' }, 'suppressed_address'],
    [{ kind: 'suppressed', reason: 'complained' }, 'suppressed_address'],
    [{ kind: 'consent', key: 'email', consent: { state: 'denied', at: 1 } }, 'unsubscribed'],
  ] as const)('counts no one at an address with %j, whichever profile caused it', async (stop, reason) => {
    await stores.live('ben', member('family@example.com'));
    await stores.live('cleo', member('cleo@example.com'));
    await stores.live('dora', member('family@example.com', { timezone: 'America/Los_Angeles' }));
    await stores.keep({ channel: 'email', address: 'family@example.com', ...stop });
    const { json, lines } = await stores.preview();
    expect(json).toMatchObject({ audience: 4, atOnce: 1, later: 0 });
    expect((json as { reasons: unknown }).reasons).toEqual({ sent_to_channel: 1, [reason]: 3 });
    expect(lines.join('\n')).not.toContain('another profile');
  });

  it('counts each of a hundred recipients whose addresses are suppressed', async () => {
    for (let index = 0; index < 100; index++) {
      await stores.live(`p${index}`, member(`p${index}@example.com`));
      const address = `p${index}@example.com`;
      await stores.keep({ channel: 'email', address, kind: 'suppressed', reason: 'operator' });
    }
    const { json } = await stores.preview();
    expect(json).toMatchObject({ audience: 101, atOnce: 1, reasons: { suppressed_address: 100 } });
  });

  it('does not count a person whose address another profile refused, in the segment or not', async () => {
    const no = {
      ...signUp('2026-11-21T12:00:00Z', 'family@example.com'),
      context: { consent: { email: false } },
    };
    await stores.live('ben', no);
    const { json } = await stores.preview();
    expect(json).toMatchObject({ audience: 1, atOnce: 0, reasons: { unsubscribed: 1 } });
  });
});
