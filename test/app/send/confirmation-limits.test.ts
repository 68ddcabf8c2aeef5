/** Confirmation messages to one address, whichever profiles ask for them. */
import { describe, expect, it } from 'vitest';
import {
  createSendingSetup,
  makeMessage,
  makeWillingProfile,
  type SendingSetup,
  start,
} from '../../harness/sending-setup.ts';
import { readState, sendAll } from '../../harness/sms-sender.ts';

const hour = 3_600_000;
const people = ['P1', 'P2', 'P3', 'P4', 'P5'];

async function open(): Promise<SendingSetup> {
  const setup = await createSendingSetup();
  for (const id of people.slice(1)) await setup.profiles.save(makeWillingProfile({ id, version: 1 }));
  return setup;
}

function ask(profileId: string, id = `M-${profileId}`, template = 'greeting') {
  const confirms = { keys: ['sms'], requestedAt: start };
  return makeMessage({ id, profileId, template, class: 'transactional', confirms });
}

describe('a confirmation message', () => {
  it('goes to an address once in an hour, however many profiles ask for it', async () => {
    const setup = await open();
    const messages = people.map((id) => ask(id));
    await sendAll(setup, messages);
    expect(setup.sent).toHaveLength(1);
    const states = await Promise.all(messages.map((message) => readState(setup, message)));
    expect(states.filter((state) => state?.reason === 'limit_reached')).toHaveLength(4);
    setup.clock.now = start + hour;
    await sendAll(setup, [ask('P2', 'later')]);
    expect(setup.sent).toHaveLength(2);
  });

  it('goes to an address once in an hour, whatever its template', async () => {
    const setup = await open();
    await setup.saveTemplate('other-greeting', 'Hello');
    const other = ask('P2', 'other', 'other-greeting');
    await sendAll(setup, [ask('P1'), other]);
    expect(setup.sent.map(({ id }) => id)).toEqual(['M-P1']);
    expect(await readState(setup, other)).toEqual({ state: 'suppressed', reason: 'limit_reached' });
  });

  it('waits for the rest of the hour when the earlier one of the same profile was sent late', async () => {
    const setup = await open();
    await sendAll(setup, [ask('P1', 'A')]);
    setup.clock.now = start + hour / 2;
    await sendAll(setup, [ask('P1', 'B')]);
    expect(setup.sent.map(({ id, at }) => ({ id, at }))).toEqual([
      { id: 'A', at: start },
      { id: 'B', at: start + hour },
    ]);
  });

  it('keeps the claim of the address when its first call was deferred', async () => {
    const setup = await open();
    setup.answers.push(() => ({ kind: 'deferred', reason: 'Throttled', isThrottled: true }));
    await sendAll(setup, [ask('P1'), ask('P2')]);
    expect(setup.sent.map(({ id }) => id)).toEqual(['M-P1']);
  });

  it('is not sent to an address with a complaint, on whichever profile; a receipt is', async () => {
    const setup = await open();
    const { to } = ask('P1');
    await setup.addresses.keep({
      channel: 'sms',
      address: to,
      kind: 'suppressed',
      reason: 'complained',
    });
    const message = ask('P2');
    await sendAll(setup, [message, makeMessage({ id: 'R', class: 'transactional' })]);
    expect(await readState(setup, message)).toEqual({ state: 'suppressed', reason: 'suppressed_address' });
    expect(setup.sent.map(({ id }) => id)).toEqual(['R']);
  });
});
