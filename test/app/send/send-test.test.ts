/** The test of a template as data: one message to the given address, without a profile. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { QueueBody } from '../../../app/ports/queues.ts';
import { loadPublished } from '../../../app/publish/load-published.ts';
import { sendTest, type TestMessageRequest } from '../../../app/send/send-test.ts';
import { createProfile } from '../../../engine/model/profile.ts';
import { openStage } from '../../harness/recorded-life.ts';

const now = Date.parse('2026-11-22T12:00:00Z');
const profile = { ...createProfile('anna', now), traits: { locale: { value: 'it-IT', at: 0 } } };
const moment = { occurredAt: now, receivedAt: now };
const touchpoint = {
  id: 'e1',
  source: 'shop',
  name: 'Order Completed',
  type: 'track' as const,
  traits: {},
  properties: {},
  context: {},
  ...moment,
};

let queued: (readonly [string, QueueBody])[];
let refuses: boolean;
let request: TestMessageRequest;

beforeEach(async () => {
  [queued, refuses] = [[], false];
  const stage = await openStage();
  await stage.publish(`
{ kind: rule, id: greet, status: live, trigger: { event: Signed Up }, actions: [{ send: hello }] }
---
{ kind: template, id: hello, status: live, channel: email, class: promotional, content: { subject: Hi, html: "<p>{{ profile.traits.locale }}</p>" } }`);
  const snapshot = await loadPublished(stage.programs);
  const header = snapshot?.templates[0];
  if (snapshot === undefined || header === undefined) throw new Error('nothing is published');
  request = { snapshot, header, profile, touchpoint, to: ' Team@Example.com ', token: 't1', now };
});

const send = (change: Partial<TestMessageRequest> = {}) =>
  sendTest({ ...request, ...change }, async () => ({
    async send(queue: string, bodies: readonly QueueBody[]) {
      if (refuses) return bodies;
      queued.push(...bodies.map((body) => [queue, body] as const));
      return [];
    },
  }));

describe('the test of a template', () => {
  it('queues one message for the normalized address, which belongs to no profile and counts nowhere', async () => {
    const result = await send();
    expect(result).toMatchObject({ outcome: 'tested', isAccepted: true, isPaused: false });
    const body = {
      kind: 'SendMessage',
      profileId: 'test',
      to: 'team@example.com',
      origin: 'test:hello',
      template: 'hello',
      decidedAt: now,
      isTest: true,
      variables: { profile: { traits: { locale: 'it-IT' } } },
    };
    expect(queued).toEqual([['email-transactional', expect.objectContaining(body)]]);
  });

  it('has another id with another token, and the locale that is asked for', async () => {
    const [first, second] = [await send(), await send({ token: 't2', locale: 'de-CH' })];
    expect(first).not.toEqual(second);
    expect(queued[1]?.[1]).toMatchObject({ variables: { profile: { traits: { locale: 'de-CH' } } } });
  });

  it('reports an address of another channel, a refused message and paused sending', async () => {
    expect(await send({ to: '+393331234567' })).toEqual({ outcome: 'invalid_address' });
    refuses = true;
    const pauses = { sending: { at: now, by: 'anna', reason: 'Wrong text' } };
    const snapshot = { ...request.snapshot, pauses };
    expect(await send({ snapshot })).toMatchObject({ isAccepted: false, isPaused: true });
    expect(queued).toEqual([]);
  });
});
