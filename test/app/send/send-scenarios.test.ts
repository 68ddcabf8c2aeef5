import { describe, expect, it } from 'vitest';
import type { ProviderAnswer } from '../../../app/ports/providers.ts';
import { createSendingSetup, makeMessage, start } from '../../harness/sending-setup.ts';
import { readState, sendAll } from '../../harness/sms-sender.ts';

const minute = 60_000;
const throttled: ProviderAnswer = { kind: 'deferred', reason: 'throttled' };

describe('a sender', () => {
  it('sends a message as decided, records it, counts it and reports it', async () => {
    const setup = await createSendingSetup();
    const message = makeMessage();
    await sendAll(setup, [message]);
    expect(setup.sent).toEqual([
      { id: message.id, to: '+393331234567', rendered: { body: 'Hello Ann' }, at: start },
    ]);
    expect(await readState(setup, message)).toEqual({ state: 'sent', reason: undefined });
    expect(setup.statistics.sumAll()).toEqual({ 'rule:greet': { 'sms.sent': 1 } });
    expect(setup.events).toEqual([
      {
        kind: 'EmitEvent',
        id: `${message.id}:sent`,
        profileId: 'P1',
        name: 'Message Sent',
        properties: { message: message.id, origin: 'rule:greet', channel: 'sms', template: 'greeting' },
        occurredAt: start,
      },
    ]);
  });

  it('makes ten calls for it, of which four are writes: one less where no receipt is needed', async () => {
    const setup = await createSendingSetup();
    await sendAll(setup, [makeMessage()]);
    expect(setup.injector.calls).toEqual([
      'programs.readCurrent',
      'programs.loadTemplate',
      'profiles.load',
      'addresses.read',
      'ledger.claim',
      'provider.send',
      'receipts.keep',
      'ledger.settle',
      'events.put',
      'statistics.put',
    ]);
  });

  it('reads template and policy once for many messages', async () => {
    const setup = await createSendingSetup();
    const many = Array.from({ length: 30 }, (_, index) => makeMessage({ id: `M${index}` }));
    await sendAll(setup, many);
    expect(setup.sent).toHaveLength(30);
    expect(setup.statistics.sumAll()).toEqual({ 'rule:greet': { 'sms.sent': 30 } });
    const count = (name: string) => setup.injector.calls.filter((call) => call === name).length;
    expect([count('statistics.put'), count('programs.loadTemplate'), count('programs.readCurrent')]).toEqual([
      3, 1, 1,
    ]);
  });

  it('waits longer each time it is throttled, and finally sends once', async () => {
    const setup = await createSendingSetup();
    setup.answers.push(
      () => throttled,
      () => throttled,
      () => throttled,
    );
    const { invocations } = await sendAll(setup, [makeMessage()]);
    expect(invocations).toBe(4);
    expect(setup.sent).toHaveLength(1);
    // 5, 10 and 20 seconds, three quarters of each.
    expect(setup.clock.now - start).toBe((4 + 8 + 15) * 1000);
    expect(setup.statistics.sumAll()).toEqual({ 'rule:greet': { 'sms.sent': 1 } });
  });

  it('leaves a message that is throttled for hours in the dead-letter queue, released and uncounted', async () => {
    const setup = await createSendingSetup();
    setup.answers.push(...Array.from({ length: 40 }, () => () => throttled));
    const message = makeMessage();
    expect((await sendAll(setup, [message])).dead).toHaveLength(1);
    expect(await readState(setup, message)).toEqual({ state: 'released', reason: 'throttled' });
    expect(setup.statistics.sumAll()).toEqual({});
    // Put back by a person, it goes out.
    setup.answers.length = 0;
    await sendAll(setup, [message]);
    expect(setup.sent).toHaveLength(1);
  });

  it('sends a deferred message once, and the others at once', async () => {
    const setup = await createSendingSetup();
    setup.answers.push(() => throttled);
    await sendAll(setup, [makeMessage({ id: 'A' }), makeMessage({ id: 'B' })]);
    expect(setup.sent.map(({ at }) => at - start)).toEqual([0, 4000]);
  });

  it('never sends a promotional message again whose call timed out, and reports an unknown outcome', async () => {
    const setup = await createSendingSetup();
    setup.answers.push(() => Promise.reject(new Error('socket timed out')));
    const message = makeMessage();
    await sendAll(setup, [message]);
    expect(setup.sent).toHaveLength(0);
    expect(await readState(setup, message)).toEqual({ state: 'unknown', reason: 'outcome_unknown' });
    expect(setup.statistics.sumAll()['rule:greet']).toEqual({
      'sms.unknown': 1,
      'sms.unknown.outcome_unknown': 1,
    });
  });

  it('sends a transactional message again ten minutes after its call timed out', async () => {
    const setup = await createSendingSetup();
    setup.answers.push(() => Promise.reject(new Error('socket timed out')));
    await sendAll(setup, [makeMessage({ class: 'transactional' })]);
    expect(setup.sent).toHaveLength(1);
    expect(setup.clock.now - start).toBe(10 * minute);
  });

  it('does not send it again when feedback about it arrives meanwhile', async () => {
    const setup = await createSendingSetup();
    const message = makeMessage({ class: 'transactional' });
    setup.answers.push(async ({ profileId, id }) => {
      await setup.ledger.recordOutcome(profileId, id, 'delivered', start + 5_000);
      throw new Error('accepted, then timed out');
    });
    await sendAll(setup, [message]);
    expect(setup.sent).toHaveLength(0);
    expect(await readState(setup, message)).toEqual({ state: 'sent', reason: undefined });
    expect(setup.statistics.sumAll()).toEqual({ 'rule:greet': { 'sms.sent': 1 } });
  });

  it('does not send it again when it expired meanwhile', async () => {
    const setup = await createSendingSetup();
    setup.answers.push(() => Promise.reject(new Error('timed out')));
    const message = makeMessage({ class: 'transactional', expiresAt: start + minute });
    await sendAll(setup, [message]);
    expect(await readState(setup, message)).toEqual({ state: 'unknown', reason: 'outcome_unknown' });
  });

  it('says that tokens were refused, and not that an address is wrong, where the push service calls all dead', async () => {
    const setup = await createSendingSetup();
    const dead = { action: 'remove', isSent: false, isRetried: false, reason: 'x' } as const;
    const devices = [{ ...dead, address: 'gcm:a' }];
    setup.answers.push(() => ({ kind: 'refused', reason: 'x', fault: 'address', devices }));
    const message = makeMessage();
    await sendAll(setup, [message]);
    expect(await readState(setup, message)).toEqual({ state: 'failed', reason: 'tokens_refused' });
  });

  it('records a provider’s refusal once, and reports the address at fault', async () => {
    const setup = await createSendingSetup();
    setup.answers.push(() => ({ kind: 'refused', reason: 'permanent_failure_400', fault: 'address' }));
    const message = makeMessage();
    await sendAll(setup, [message, message]);
    expect(await readState(setup, message)).toEqual({ state: 'failed', reason: 'invalid_address' });
    expect(setup.events).toMatchObject([
      {
        id: `${message.id}:failed`,
        name: 'Message Failed',
        properties: {
          reason: 'invalid_address',
          fault: 'address',
          address: '+393331234567',
          note: 'permanent_failure_400',
        },
      },
    ]);
    expect(setup.statistics.sumAll()).toEqual({
      'rule:greet': { 'sms.failed': 1, 'sms.failed.invalid_address': 1 },
    });
  });
});
