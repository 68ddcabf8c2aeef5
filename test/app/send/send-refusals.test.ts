import { afterAll, describe, expect, it } from 'vitest';
import { createRenderSandbox } from '../../../adapters/content/render-sandbox.ts';
import { eraseProfile } from '../../../app/rights/erase-person.ts';
import { describeMessage } from '../../../cli/output/format-timeline.ts';
import { describeState } from '../../../cli/output/why/describe-evidence.ts';
import type { SendMessage } from '../../../engine/model/effects.ts';
import { drainQueue } from '../../harness/sending-queue.ts';
import { createSendingSetup, makeMessage, makeWillingProfile, start } from '../../harness/sending-setup.ts';
import { createSmsSender, readState, sendAll } from '../../harness/sms-sender.ts';

const sandbox = createRenderSandbox({ timeLimit: 1_500 });
afterAll(() => sandbox.close());

describe('right before the call', () => {
  const refusals: readonly (readonly [string, Partial<SendMessage>, string])[] = [
    ['expired', { expiresAt: start - 1 }, 'expired'],
    ['no address at all', { to: '' }, 'no_address'],
    ['an address that is none', { to: '12' }, 'invalid_address'],
    ['a person of whom there is no profile', { profileId: 'unknown' }, 'no_address'],
  ];

  it.each(refusals)('%s: suppressed, with its reason, and no call', async (_what, overrides, reason) => {
    const setup = await createSendingSetup();
    const message = makeMessage(overrides);
    await sendAll(setup, [message]);
    expect(setup.sent).toHaveLength(0);
    expect(await readState(setup, message)).toEqual({ state: 'suppressed', reason });
    expect(setup.events).toMatchObject([{ name: 'Message Suppressed', properties: { reason } }]);
  });

  it.each(['promotional', 'transactional'] as const)(
    'drops the %s message of a person who was erased since, without an entry in the ledger',
    async (messageClass) => {
      const setup = await createSendingSetup();
      await setup.profiles.save(eraseProfile({ id: 'P1', version: 1 }, start));
      const message = makeMessage({ class: messageClass });
      await sendAll(setup, [message]);
      expect([setup.sent, setup.events]).toEqual([[], []]);
      expect(await setup.ledger.read(message.profileId, message.id)).toBeUndefined();
      expect(setup.statistics.sumAll()).toEqual({});
    },
  );

  it('sends a person who unsubscribed after the decision no promotional message, but the transactional one', async () => {
    const setup = await createSendingSetup();
    const denied = { state: 'denied', at: start } as const;
    await setup.profiles.save(makeWillingProfile({ version: 2, consents: { sms: denied } }));
    const [promotional, transactional] = [
      makeMessage({ id: 'A' }),
      makeMessage({ id: 'B', class: 'transactional' }),
    ];
    await sendAll(setup, [promotional, transactional]);
    expect(await readState(setup, promotional)).toEqual({ state: 'suppressed', reason: 'unsubscribed' });
    expect(setup.sent.map(({ id }) => id)).toEqual(['B']);
  });

  it('takes a number on the opt-out list of the provider for a good one: no failure suppresses it', async () => {
    const setup = await createSendingSetup();
    setup.answers.push(() => ({ kind: 'refused', reason: 'OPTED_OUT', fault: 'message', isOptOut: true }));
    const message = makeMessage({ class: 'transactional' });
    await sendAll(setup, [message]);
    const limit = { isListed: true };
    expect(await readState(setup, message)).toEqual({ state: 'suppressed', reason: 'unsubscribed', limit });
    const stored = await setup.ledger.read(message.profileId, message.id);
    const shown = stored === undefined ? '' : describeState(stored);
    expect(shown).toContain("(unsubscribed); the address is on the provider's opt-out list");
    expect(stored === undefined ? '' : describeMessage(stored)).toContain("the provider's opt-out list");
    expect(setup.events).toMatchObject([
      { name: 'Message Suppressed', properties: { reason: 'unsubscribed', note: 'OPTED_OUT' } },
    ]);
    expect(setup.events[0]?.properties).not.toHaveProperty('fault');
  });

  it('sends nothing to a suppressed address, but sends to a new address of the same person', async () => {
    const setup = await createSendingSetup();
    const suppression = { address: '+393331234567', reason: 'bounced', at: 1 } as const;
    await setup.profiles.save(makeWillingProfile({ version: 2, suppressions: { sms: suppression } }));
    const [old, fresh] = [makeMessage({ id: 'A' }), makeMessage({ id: 'B', to: '+393337654321' })];
    await sendAll(setup, [old, fresh]);
    expect(await readState(setup, old)).toEqual({ state: 'suppressed', reason: 'suppressed_address' });
    expect(setup.sent.map(({ id }) => id)).toEqual(['B']);
  });

  it('finds by a consistent read a consent that the eventually consistent one missed', async () => {
    const setup = await createSendingSetup();
    const current = setup.ports.profiles;
    const looks: boolean[] = [];
    const profiles: typeof current = {
      load: async (id, { consistent }) => {
        looks.push(consistent);
        return consistent ? current.load(id, { consistent }) : makeWillingProfile({ consents: {} });
      },
    };
    const send = createSmsSender(setup, { ports: { ...setup.ports, profiles } });
    await drainQueue(setup, send, [makeMessage()]);
    expect(setup.sent).toHaveLength(1);
    expect(looks).toEqual([false, true]);
  });
});

describe('content', () => {
  it('fails a message with template_missing if its revision is not stored', async () => {
    const setup = await createSendingSetup();
    const message = makeMessage({ templateRevision: 'gone' });
    await sendAll(setup, [message]);
    expect(await readState(setup, message)).toEqual({ state: 'failed', reason: 'template_missing' });
  });

  it('fails a message with an endless template with render_failed, and sends the others', async () => {
    const setup = await createSendingSetup();
    await setup.saveTemplate(
      'endless',
      '{% for a in (1..9999) %}{% for b in (1..9999) %}x{% endfor %}{% endfor %}',
    );
    const bad = makeMessage({ id: 'B', template: 'endless' });
    const send = createSmsSender(setup, { sandbox });
    await drainQueue(setup, send, [makeMessage({ id: 'A' }), bad, makeMessage({ id: 'C' })]);
    expect(setup.sent.map(({ id }) => id).sort()).toEqual(['A', 'C']);
    expect(await readState(setup, bad)).toEqual({ state: 'failed', reason: 'render_failed' });
  });

  it('leaves a body that is not a message to the dead-letter queue, and sends the others', async () => {
    const setup = await createSendingSetup();
    const odd = [
      makeMessage(),
      'not json',
      { kind: 'SendMessage' },
      makeMessage({ channel: 'email', id: 'E' }),
      7,
    ];
    const { dead } = await sendAll(setup, odd);
    expect(setup.sent).toHaveLength(1);
    expect(dead).toHaveLength(4);
  });
});
