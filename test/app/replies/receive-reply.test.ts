/** What comes of a reply: for the address, the person, the operator and the one who replied. */
import { describe, expect, it } from 'vitest';
import { createProfile } from '../../../engine/model/profile.ts';
import {
  createReplyStack,
  phone,
  type ReplyStackOptions,
  replyChannelNames,
  replyChannels,
} from '../../harness/reply-stack.ts';

async function openKnown(options: ReplyStackOptions = {}) {
  const stack = createReplyStack(options);
  await stack.ports.identities.claim({ type: 'phone', value: phone }, { profileId: 'P1' });
  return stack;
}

describe.each(replyChannelNames)('By %s,', (channel) => {
  const { ourNumber, recordedBy, hasList } = replyChannels[channel];
  const open = (options: ReplyStackOptions = {}) => openKnown({ ...options, channel });

  describe('STOP', () => {
    it('is stated for the number and its person, confirmed once to the same number, and put on the provider list', async () => {
      const stack = await open();
      await stack.receive('Stop!', 1000);
      expect(await stack.readStop()).toBe('denied');
      expect(stack.events).toEqual([
        expect.objectContaining({
          id: 'reply:r-1000',
          profileId: 'P1',
          name: 'Consent Stated',
          context: {
            consent: { [`${channel}:!stop`]: 'denied' },
            consentSource: { form: channel, recordedBy, address: phone, wording: 'Stop!' },
          },
        }),
      ]);
      expect(stack.answers).toEqual([
        { from: ourNumber, to: phone, text: expect.stringContaining('Iscrizione annullata') },
      ]);
      expect([...stack.optOuts]).toEqual(hasList ? [phone] : []);
      await stack.receive('STOP', 2000);
      expect(stack.answers).toHaveLength(1);
    });

    it('from an unknown number is remembered for the number, and states nothing to a profile', async () => {
      const stack = createReplyStack({ channel, policy: { unknownNumbers: 'create' } });
      await stack.receive('STOP', 1000);
      expect([await stack.readStop(), stack.events]).toEqual(['denied', []]);
      expect(stack.ports.identities.bindings().size).toBe(0);
    });

    it('counts as an outcome of the message that it answers, and reaches the person of that message too', async () => {
      const stack = await open();
      await stack.keepReceipt('p-1', { profileId: 'P2', messageId: 'M', address: phone });
      await stack.keepReceipt('p-2', { profileId: 'P3', messageId: 'N', address: '+391' });
      await stack.receive('STOP', 1000, { inReplyTo: 'p-1' });
      await stack.receive('STOP', 2000, { inReplyTo: 'p-2' });
      expect(stack.events.map(({ id, profileId, properties }) => [id, profileId, properties])).toEqual([
        ['reply:r-1000', 'P2', { linkMessageId: 'M' }],
        ['reply:r-1000', 'P1', { linkMessageId: 'M' }],
        ['reply:r-2000', 'P1', {}],
      ]);
    });

    it('leaves the provider list alone when it ends promotional messages only', async () => {
      const stack = await open({ policy: { stop: 'promotional' } });
      await stack.receive('STOP', 1000);
      expect([await stack.readStop(), stack.optOuts.size]).toEqual(['denied', 0]);
    });
  });

  describe('START', () => {
    it('ends STOP for the number and its person, and at the provider', async () => {
      const stack = await open();
      await stack.receive('STOP', 1000);
      await stack.receive('start', 2000);
      expect(await stack.readStop()).toBe('granted');
      expect(stack.events.map(({ name, context }) => [name, context?.['consent']])).toEqual([
        ['Consent Stated', { [`${channel}:!stop`]: 'denied' }],
        ['Consent Stated', { [`${channel}:!stop`]: 'granted' }],
      ]);
      expect(stack.optOuts.size).toBe(0);
      expect(stack.answers.map(({ text }) => text.slice(0, 20))).toEqual([
        'Iscrizione annullata',
        'Puoi ricevere di nuo',
      ]);
    });

    it('without a STOP is not answered, and its text is a touchpoint: a YES may answer something else', async () => {
      const stack = await open();
      await stack.receive('Yes', 1000);
      expect(stack.answers).toEqual([]);
      expect(stack.events.map(({ name, properties }) => [name, properties])).toEqual([
        ['Consent Stated', {}],
        ['Message Replied', { channel, text: 'Yes', to: ourNumber, keyword: 'start' }],
      ]);
    });
  });

  describe('STOP and START', () => {
    it.each([
      ['in order', [1000, 2000]],
      ['in disorder', [2000, 1000]],
    ])('end in the state of the later one when they arrive %s', async (_, order) => {
      for (const words of [
        ['STOP', 'START'],
        ['START', 'STOP'],
      ]) {
        const stack = await open();
        for (const after of order) await stack.receive(words[after / 1000 - 1] ?? '', after);
        expect(await stack.readStop()).toBe(words[1] === 'STOP' ? 'denied' : 'granted');
        expect(stack.optOuts.has(phone)).toBe(hasList && words[1] === 'STOP');
      }
    });

    it('of one moment end in STOP, in both orders', async () => {
      for (const words of [
        ['STOP', 'START'],
        ['START', 'STOP'],
      ]) {
        const stack = await open();
        for (const word of words) await stack.receive(word, 1000, { id: word });
        expect(await stack.readStop()).toBe('denied');
      }
    });

    it('published again later under the same id count at their first moment', async () => {
      const stack = await open();
      await stack.receive('STOP', 1000, { id: 'one' });
      await stack.receive('START', 2000, { id: 'two' });
      await stack.receive('STOP', 3000, { id: 'one' });
      expect(await stack.readStop()).toBe('granted');
      expect([stack.events.length, stack.optOuts.size, stack.answers.length]).toEqual([2, 0, 2]);
    });
  });

  describe('a text', () => {
    it('is a touchpoint of the person, with the message that it answers', async () => {
      const stack = await open();
      await stack.keepReceipt('p-1', { profileId: 'P2', messageId: 'M', address: phone });
      await stack.receive('Grazie \u{1F44D}', 1000, { inReplyTo: 'p-1' });
      expect(stack.events).toEqual([
        {
          kind: 'EmitEvent',
          id: 'reply:r-1000:text',
          profileId: 'P2',
          name: 'Message Replied',
          properties: { channel, text: 'Grazie \u{1F44D}', to: ourNumber, inReplyTo: 'M' },
          occurredAt: Date.parse('2026-11-20T10:00:01Z'),
        },
      ]);
      expect([stack.answers, await stack.readStop()]).toEqual([[], undefined]);
    });

    it('from an unknown number creates a profile only where the policy says so', async () => {
      const ignored = createReplyStack({ channel });
      await ignored.receive('Hello', 1000);
      expect([ignored.events, ignored.ports.identities.bindings().size]).toEqual([[], 0]);
      const created = createReplyStack({ channel, policy: { unknownNumbers: 'create' } });
      await created.receive('Hello', 1000);
      // advance-profile has bound the number, and then creates the profile.
      await created.ports.identities.claim({ type: 'phone', value: phone }, { profileId: 'P1' });
      await created.receive('Early', 2000);
      await created.ports.profiles.save({ ...createProfile('P1', 1), version: 1 });
      await created.receive('Hello', 1000);
      await created.receive('Again', 3000);
      expect(created.events.map(({ profileId, traits }) => [profileId, traits])).toEqual([
        [undefined, { phone }],
        [undefined, { phone }],
        ['P1', undefined],
      ]);
    });

    it('that looks like a wish to stop does not act: it is answered once a day, and an operator finds it', async () => {
      const stack = await open();
      await stack.receive('Non scrivetemi più', 1000);
      await stack.receive('STOP 12345', 2000);
      expect(await stack.readStop()).toBeUndefined();
      expect(stack.answers.map(({ text }) => text)).toEqual([expect.stringContaining('la sola parola STOP')]);
      expect(stack.events.map(({ name, properties }) => [name, properties?.['looksLikeStop']])).toEqual([
        ['Message Replied', true],
        ['Message Replied', true],
      ]);
      const [newest, first] = await stack.listDoubtful();
      expect(newest).toMatchObject({ text: 'STOP 12345', address: phone, profileId: 'P1' });
      expect(first?.text).toBe('Non scrivetemi più');
      stack.clock.now += 25 * 3_600_000;
      await stack.receive('please stop texting me', 26 * 3_600_000);
      expect(stack.answers).toHaveLength(2);
    });
  });
});

describe('By SMS,', () => {
  it('STOP leaves the provider list again if a later START is received while it is put there', async () => {
    const stack = await openKnown();
    const { optOuts } = stack.ports;
    const add = optOuts.add.bind(optOuts);
    optOuts.add = async (address) => {
      if (!stack.events.some(({ id }) => id === 'reply:r-2000')) await stack.receive('START', 2000);
      await add(address);
    };
    await stack.receive('STOP', 1000);
    expect([await stack.readStop(), stack.optOuts.size]).toEqual(['granted', 0]);
  });

  it.each(['12345', 'INFO-SHOP', '', '+12'])(
    'a text from a short code or a name (%j) is dropped',
    async (from) => {
      const stack = await openKnown();
      await stack.receive('STOP', 1000, { from });
      await stack.receive('HELP', 2000, { from });
      expect([stack.events, stack.answers, stack.injector.calls]).toEqual([[], [], []]);
    },
  );
});
