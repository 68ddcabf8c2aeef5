/** Crash points: each call around a reply fails, dies or times out, and the end is the same but for a lost answer. */
import { describe, expect, it } from 'vitest';
import { type Fault, faultKinds } from '../../harness/faults.ts';
import {
  createReplyStack,
  phone,
  type ReplyChannel,
  type ReplyStack,
  replyChannelNames,
} from '../../harness/reply-stack.ts';

const receipt = { profileId: 'P2', messageId: 'M', address: phone };

const stranger = { from: '+393339999999' };
const hasty = { from: '+393338888888' };

/** STOP, START, a wish to stop and a text, then all of them once more; both words at once too. */
async function play(channel: ReplyChannel, faults: readonly Fault[]) {
  const stack = createReplyStack({ channel, policy: { unknownNumbers: 'create' }, faults });
  for (let round = 0; round < 2; round++) {
    await stack.keepReceipt('p-1', receipt);
    await stack.receive('STOP', 1000, { inReplyTo: 'p-1' });
    await stack.receive('START', 2000);
    await stack.receive('please stop texting me', 3000);
    await stack.receive('Hello', 4000, stranger);
    await stack.receive('STOP', 5000, stranger);
    await stack.receiveTogether({ 6000: 'STOP', 7000: 'START' }, hasty);
  }
  return stack;
}

async function observe(stack: ReplyStack) {
  return {
    stops: [await stack.readStop(), await stack.readStop(stranger.from), await stack.readStop(hasty.from)],
    events: stack.events.map(({ id, name }) => `${id} ${name}`).sort(),
    optOuts: [...stack.optOuts].sort(),
    doubtful: (await stack.listDoubtful()).map(({ id }) => id),
    profiles: stack.ports.identities.bindings().size,
  };
}

describe.each(replyChannelNames)('a reply by %s whose calls fail', (channel) => {
  it('ends as one whose calls succeed, whichever call fails in whichever way; an answer is sent at most once', async () => {
    const clean = await play(channel, []);
    const expected = await observe(clean);
    expect(expected.stops).toEqual(['granted', 'denied', 'granted']);
    expect(clean.answers).toHaveLength(6);
    const calls = clean.injector.calls.length;
    expect(calls).toBeGreaterThan(80);
    for (let call = 1; call <= calls; call++) {
      for (const kind of faultKinds) {
        const stack = await play(channel, [{ call, kind }]);
        const name = stack.injector.calls[call - 1] ?? '';
        // The SDK does not repeat the call that sends.
        if (kind === 'is repeated' && name === 'answers.send') continue;
        const story = `call ${call} (${name}) ${kind}`;
        expect([story, await observe(stack)]).toEqual([story, expected]);
        const lost = 6 - stack.answers.length;
        expect([story, lost === 0 || lost === 1]).toEqual([story, true]);
      }
    }
  });

  it('would show an answer that is sent twice', async () => {
    const stack = createReplyStack({ channel });
    const { addresses } = stack.ports;
    const claim = addresses.claim.bind(addresses);
    addresses.claim = async (run, ...others) => (run.startsWith('answered:') ? true : claim(run, ...others));
    for (let round = 0; round < 2; round++) await stack.receive('STOP', 1000);
    expect(stack.answers).toHaveLength(2);
  });
});
