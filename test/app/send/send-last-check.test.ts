/** What changed between the decision and the call: the journey was left, the campaign cancelled, the topic refused. */
import { describe, expect, it } from 'vitest';
import { encodeProgram } from '../../../app/publish/encode-program.ts';
import type { CampaignDocument } from '../../../engine/model/documents/campaign-document.ts';
import type { Profile } from '../../../engine/model/profile.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';
import { drainQueue } from '../../harness/sending-queue.ts';
import {
  createSendingSetup,
  makeMessage,
  makeWillingProfile,
  type SendingSetup,
  start,
} from '../../harness/sending-setup.ts';
import { createSmsSender, readState, sendAll } from '../../harness/sms-sender.ts';

const left = 'a000000000000001';
const other = 'a000000000000002';
const granted = { state: 'granted', at: 1 } as const;

function makeCampaign(id: string, status: CampaignDocument['status'] = 'live'): CampaignDocument {
  const schedule = { at: '2026-11-22T09:00:00Z' };
  return { kind: 'campaign', id, status, audience: { segment: 'all' }, send: 'greeting', schedule };
}

/** Puts the next program in force; its pointer holds the policy. */
async function publish(
  setup: SendingSetup,
  version: number,
  campaigns: readonly CampaignDocument[],
): Promise<void> {
  const snapshot = { ...sampleSnapshot, version, hash: `h${version}`, campaigns };
  const chunks = encodeProgram(snapshot);
  for (const [index, bytes] of chunks.entries()) await setup.programs.saveChunk(version, index, bytes);
  const { hash, policy } = snapshot;
  await setup.programs.setCurrent(version - 1, { version, hash, chunks: chunks.length, policy });
}

function countCalls(setup: SendingSetup, name: string): number {
  return setup.injector.calls.filter((call) => call === name).length;
}

describe('a message of a journey', () => {
  it('is not sent after the person left it, in either class', async () => {
    const setup = await createSendingSetup();
    await setup.profiles.save(makeWillingProfile({ version: 2, recentExits: [[left, start]] }));
    const [gone, kept] = [
      makeMessage({ id: 'A', instanceId: left }),
      makeMessage({ id: 'B', instanceId: other }),
    ];
    const receipt = makeMessage({ id: 'C', instanceId: left, class: 'transactional' });
    await sendAll(setup, [gone, kept, receipt]);
    expect(await readState(setup, gone)).toEqual({ state: 'suppressed', reason: 'left_journey' });
    expect(await readState(setup, receipt)).toEqual({ state: 'suppressed', reason: 'left_journey' });
    expect(setup.sent.map(({ id }) => id)).toEqual(['B']);
  });
});

describe('a message with a topic', () => {
  it('is not sent to a person who refused the topic meanwhile, though not the channel', async () => {
    const setup = await createSendingSetup();
    const consents = { sms: granted, 'sms/news': { state: 'denied', at: start } } as const;
    await setup.profiles.save(makeWillingProfile({ version: 2, consents }));
    const [news, plain] = [makeMessage({ id: 'A', topic: 'news' }), makeMessage({ id: 'B' })];
    await sendAll(setup, [news, plain]);
    expect(await readState(setup, news)).toEqual({ state: 'suppressed', reason: 'unsubscribed' });
    expect(setup.sent.map(({ id }) => id)).toEqual(['B']);
  });

  it('is sent to a person who gave consent only to the topic', async () => {
    const setup = await createSendingSetup();
    await setup.profiles.save(makeWillingProfile({ version: 2, consents: { 'sms/news': granted } }));
    await sendAll(setup, [makeMessage({ topic: 'news' })]);
    expect(setup.sent).toHaveLength(1);
  });
});

describe('a promotional message after the person changed their preferences', () => {
  const policy = {
    ...sampleSnapshot.policy,
    preferences: { frequencies: [{ id: 'daily', name: 'At most one a day', limit: 1, within: 'P1D' }] },
  };

  async function sendTo(profile: Partial<Profile>) {
    const setup = await createSendingSetup();
    await setup.programs.setCurrent(1, { version: 2, hash: 'h2', chunks: 0, policy });
    await setup.profiles.save(makeWillingProfile({ version: 2, ...profile }));
    const [promotional, receipt] = [
      makeMessage({ id: 'A', decidedAt: start }),
      makeMessage({ id: 'B', class: 'transactional' }),
    ];
    await sendAll(setup, [promotional, receipt]);
    return { sent: setup.sent.map(({ id }) => id), state: await readState(setup, promotional) };
  }

  it('is not sent while they want none, and a receipt is', async () => {
    const paused = { contact_pause_until: { value: '2026-11-30', at: start } };
    const limit = { until: Date.parse('2026-11-30T00:00:00Z') };
    const state = { state: 'suppressed', reason: 'paused_by_person', limit };
    expect(await sendTo({ traits: paused })).toEqual({ sent: ['B'], state });
    const over = { contact_pause_until: { value: '2026-11-22', at: start } };
    expect((await sendTo({ traits: over })).sent).toEqual(['A', 'B']);
  });

  it('is not sent when an earlier one took the room under the frequency that they chose', async () => {
    const traits = { contact_frequency: { value: 'daily', at: start } };
    const earlier = { traits, contacts: [[start - 1, 'sms', 'promotional', '']] } as const;
    expect(await sendTo(earlier)).toEqual({
      sent: ['B'],
      state: {
        state: 'suppressed',
        reason: 'frequency_capped',
        limit: {
          until: start - 1 + 86_400_000,
          cap: { policy: sampleSnapshot.policy.id, frequency: 'daily', limit: 1, within: 'P1D', used: 1 },
        },
      },
    });
    const own = { traits, contacts: [[start, 'sms', 'promotional', '']] } as const;
    expect((await sendTo(own)).sent).toEqual(['A', 'B']);
  });
});

describe('a message of a campaign', () => {
  it('is sent while the campaign is live or paused, and suppressed when it is archived or missing', async () => {
    const setup = await createSendingSetup();
    await publish(setup, 2, [
      makeCampaign('live'),
      makeCampaign('paused', 'paused'),
      makeCampaign('old', 'archived'),
    ]);
    const of = (id: string) => makeMessage({ id, origin: `campaign:${id}` });
    await sendAll(setup, ['live', 'paused', 'old', 'unheard-of'].map(of));
    expect(setup.sent.map(({ id }) => id)).toEqual(['live', 'paused']);
    for (const id of ['old', 'unheard-of']) {
      expect(await readState(setup, of(id))).toEqual({ state: 'suppressed', reason: 'campaign_cancelled' });
    }
  });

  it('stops within seconds of being archived', async () => {
    const setup = await createSendingSetup();
    await publish(setup, 2, [makeCampaign('spring')]);
    const send = createSmsSender(setup);
    const of = (id: string) => makeMessage({ id, origin: 'campaign:spring' });
    await drainQueue(setup, send, [of('A')]);
    await publish(setup, 3, []);
    setup.clock.now += 5_000;
    await drainQueue(setup, send, [of('B')]);
    expect(setup.sent.map(({ id }) => id)).toEqual(['A']);
    expect(await readState(setup, of('B'))).toEqual({ state: 'suppressed', reason: 'campaign_cancelled' });
  });

  it('is not suppressed because its campaign is newer than the last read of the program', async () => {
    const setup = await createSendingSetup();
    await publish(setup, 2, [makeCampaign('old')]);
    const send = createSmsSender(setup);
    await drainQueue(setup, send, [makeMessage({ id: 'A', origin: 'campaign:old' })]);
    await publish(setup, 3, [makeCampaign('old'), makeCampaign('new')]);
    setup.clock.now += 1_000;
    const message = makeMessage({ id: 'B', origin: 'campaign:new', decidedAt: setup.clock.now });
    await drainQueue(setup, send, [message]);
    expect(setup.sent.map(({ id }) => id)).toEqual(['A', 'B']);
  });

  it('costs one load of the program per version, however many are cancelled', async () => {
    const setup = await createSendingSetup();
    await publish(setup, 2, [makeCampaign('live')]);
    setup.clock.now += 1;
    const many = Array.from({ length: 20 }, (_, n) => makeMessage({ id: `M${n}`, origin: 'campaign:gone' }));
    await sendAll(setup, many);
    expect(setup.sent).toHaveLength(0);
    expect([countCalls(setup, 'programs.readCurrent'), countCalls(setup, 'programs.loadChunk')]).toEqual([
      1, 1,
    ]);
  });

  it('waits while the program cannot be read, and is sent when it can', async () => {
    const setup = await createSendingSetup();
    const snapshot = { ...sampleSnapshot, version: 2, hash: 'h2', campaigns: [makeCampaign('spring')] };
    const [bytes = new Uint8Array()] = encodeProgram(snapshot);
    const { hash, policy } = snapshot;
    await setup.programs.setCurrent(1, { version: 2, hash, chunks: 1, policy });
    const send = createSmsSender(setup);
    const message = makeMessage({ origin: 'campaign:spring' });
    await drainQueue(setup, send, [message]);
    expect(await readState(setup, message)).toBeUndefined();
    await setup.programs.saveChunk(2, 0, bytes);
    await drainQueue(setup, send, [message]);
    expect(setup.sent).toHaveLength(1);
  });
});

describe('a message decided by a policy that this sender has not read yet', () => {
  const optOut = { ...sampleSnapshot.policy, consent: { sms: 'opt-out' } } as const;

  async function openBetweenPolicies() {
    const setup = await createSendingSetup();
    await setup.profiles.save(makeWillingProfile({ version: 2, consents: {} }));
    const send = createSmsSender(setup);
    await drainQueue(setup, send, [makeMessage({ id: 'A' })]);
    expect(setup.sent).toEqual([]);
    const current = await setup.programs.readCurrent();
    await setup.programs.setCurrent(1, { ...current, version: 2, hash: 'opt-out', policy: optOut });
    setup.clock.now += 1_000;
    return { setup, send, message: makeMessage({ id: 'B', decidedAt: setup.clock.now }) };
  }

  it('is not refused by the older policy', async () => {
    const { setup, send, message } = await openBetweenPolicies();
    await drainQueue(setup, send, [message]);
    expect(setup.sent.map(({ id }) => id)).toEqual(['B']);
  });
});

describe('while an operator has paused all sending', () => {
  it('a message stays in its queue without a claim, and goes out once after the pause', async () => {
    const setup = await createSendingSetup();
    const policy = { kind: 'policy', id: 'contact', status: 'live' } as const;
    const point = { chunks: 0, policy };
    await setup.programs.setCurrent(1, { version: 2, hash: 'paused', ...point, isSendingPaused: true });
    const message = makeMessage({ class: 'transactional' });
    const send = createSmsSender(setup);
    const resumedAt = start + 2 * 3_600_000;
    const sendLater: typeof send = async (...words) => {
      if (setup.clock.now < resumedAt) expect(await readState(setup, message)).toBeUndefined();
      else await setup.programs.setCurrent(2, { version: 3, hash: 'resumed', ...point });
      return send(...words);
    };
    expect((await drainQueue(setup, sendLater, [message])).dead).toEqual([]);
    expect(setup.sent.map(({ at }) => at)).toEqual([resumedAt]);
  });
});
