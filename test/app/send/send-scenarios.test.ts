import { describe, expect, it } from 'vitest';
import type { ProviderAnswer } from '../../../app/ports/providers.ts';
import { createWorld, makeMessage, start } from '../../harness/sending-world.ts';
import { readState, sendAll } from '../../harness/sms-sender.ts';

const minute = 60_000;
const throttled: ProviderAnswer = { kind: 'deferred', reason: 'throttled' };

describe('a sender', () => {
  it('sends a message as decided, records it, counts it and reports it', async () => {
    const world = await createWorld();
    const message = makeMessage();
    await sendAll(world, [message]);
    expect(world.sent).toEqual([
      { id: message.id, to: '+393331234567', rendered: { body: 'Hello Ann' }, at: start },
    ]);
    expect(await readState(world, message)).toEqual({ state: 'sent', reason: undefined });
    expect(world.statistics.sumAll()).toEqual({ 'rule:greet': { 'sms.sent': 1 } });
    expect(world.events).toEqual([
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
    const world = await createWorld();
    await sendAll(world, [makeMessage()]);
    expect(world.injector.calls).toEqual([
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
    const world = await createWorld();
    const many = Array.from({ length: 30 }, (_, index) => makeMessage({ id: `M${index}` }));
    await sendAll(world, many);
    expect(world.sent).toHaveLength(30);
    expect(world.statistics.sumAll()).toEqual({ 'rule:greet': { 'sms.sent': 30 } });
    const count = (name: string) => world.injector.calls.filter((call) => call === name).length;
    expect([count('statistics.put'), count('programs.loadTemplate'), count('programs.readCurrent')]).toEqual([
      3, 1, 1,
    ]);
  });

  it('waits longer each time it is throttled, and finally sends once', async () => {
    const world = await createWorld();
    world.answers.push(
      () => throttled,
      () => throttled,
      () => throttled,
    );
    const { invocations } = await sendAll(world, [makeMessage()]);
    expect(invocations).toBe(4);
    expect(world.sent).toHaveLength(1);
    // 5, 10 and 20 seconds, three quarters of each.
    expect(world.clock.now - start).toBe((4 + 8 + 15) * 1000);
    expect(world.statistics.sumAll()).toEqual({ 'rule:greet': { 'sms.sent': 1 } });
  });

  it('leaves a message that is throttled for hours in the dead-letter queue, released and uncounted', async () => {
    const world = await createWorld();
    world.answers.push(...Array.from({ length: 40 }, () => () => throttled));
    const message = makeMessage();
    expect((await sendAll(world, [message])).dead).toHaveLength(1);
    expect(await readState(world, message)).toEqual({ state: 'released', reason: 'throttled' });
    expect(world.statistics.sumAll()).toEqual({});
    // Put back by a person, it goes out.
    world.answers.length = 0;
    await sendAll(world, [message]);
    expect(world.sent).toHaveLength(1);
  });

  it('sends a deferred message once, and the others at once', async () => {
    const world = await createWorld();
    world.answers.push(() => throttled);
    await sendAll(world, [makeMessage({ id: 'A' }), makeMessage({ id: 'B' })]);
    expect(world.sent.map(({ at }) => at - start)).toEqual([0, 4000]);
  });

  it('never sends a promotional message again whose call timed out, and reports an unknown outcome', async () => {
    const world = await createWorld();
    world.answers.push(() => Promise.reject(new Error('socket timed out')));
    const message = makeMessage();
    await sendAll(world, [message]);
    expect(world.sent).toHaveLength(0);
    expect(await readState(world, message)).toEqual({ state: 'unknown', reason: 'outcome_unknown' });
    expect(world.statistics.sumAll()['rule:greet']).toEqual({
      'sms.unknown': 1,
      'sms.unknown.outcome_unknown': 1,
    });
  });

  it('sends a transactional message again ten minutes after its call timed out', async () => {
    const world = await createWorld();
    world.answers.push(() => Promise.reject(new Error('socket timed out')));
    await sendAll(world, [makeMessage({ class: 'transactional' })]);
    expect(world.sent).toHaveLength(1);
    expect(world.clock.now - start).toBe(10 * minute);
  });

  it('does not send it again when feedback about it arrives meanwhile', async () => {
    const world = await createWorld();
    const message = makeMessage({ class: 'transactional' });
    world.answers.push(async ({ profileId, id }) => {
      await world.ledger.recordOutcome(profileId, id, 'delivered', start + 5_000);
      throw new Error('accepted, then timed out');
    });
    await sendAll(world, [message]);
    expect(world.sent).toHaveLength(0);
    expect(await readState(world, message)).toEqual({ state: 'sent', reason: undefined });
    expect(world.statistics.sumAll()).toEqual({ 'rule:greet': { 'sms.sent': 1 } });
  });

  it('does not send it again when it expired meanwhile', async () => {
    const world = await createWorld();
    world.answers.push(() => Promise.reject(new Error('timed out')));
    const message = makeMessage({ class: 'transactional', expiresAt: start + minute });
    await sendAll(world, [message]);
    expect(await readState(world, message)).toEqual({ state: 'unknown', reason: 'outcome_unknown' });
  });

  it('records a provider’s refusal once, and reports the address at fault', async () => {
    const world = await createWorld();
    world.answers.push(() => ({ kind: 'refused', reason: 'permanent_failure_400', fault: 'address' }));
    const message = makeMessage();
    await sendAll(world, [message, message]);
    expect(await readState(world, message)).toEqual({ state: 'failed', reason: 'invalid_address' });
    expect(world.events).toMatchObject([
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
    expect(world.statistics.sumAll()).toEqual({
      'rule:greet': { 'sms.failed': 1, 'sms.failed.invalid_address': 1 },
    });
  });
});
