/** The test of a campaign as data: who is found, what is queued, what is refused. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { QueueBody } from '../../../app/ports/queues.ts';
import { testCampaign } from '../../../app/runs/test-campaign.ts';
import { emailTemplate, openStage, signUp } from '../../harness/recorded-life.ts';

const documents = `
kind: segment
id: everybody
status: live
condition: { profile: { traits: { email: [{ exists: true }] } } }
---
{ kind: campaign, id: plain, status: live, audience: { segment: everybody }, send: hello, schedule: { at: "2026-11-23T10:00:00Z" } }
---
{ kind: campaign, id: seeded, status: live, audience: { segment: everybody }, send: hello, schedule: { at: "2026-11-23T10:00:00Z" }, seeds: [anna] }
${emailTemplate('hello')}`;

const now = Date.parse('2026-11-22T12:00:00Z');
let anna: string;
let queued: QueueBody[];
let opened: number;
let refuses: boolean;
let stage: Awaited<ReturnType<typeof openStage>>;

beforeEach(async () => {
  stage = await openStage();
  await stage.publish(documents);
  anna = await stage.live('anna', [signUp('2026-11-21T12:00:00Z')], '2026-11-22T12:00:00Z');
  [queued, opened, refuses] = [[], 0, false];
});

function test(id: string, people: readonly string[] = []) {
  const openQueues = async () => {
    opened += 1;
    return {
      async send(_queue: string, bodies: readonly QueueBody[]) {
        if (refuses) return bodies;
        queued.push(...bodies);
        return [];
      },
    };
  };
  return testCampaign(id, people, { ...stage, openQueues }, now);
}

describe('the test of a campaign', () => {
  it.each([['anna'], ['userId:anna'], ['profile-of-anna']])('finds the person %s', async (person) => {
    expect(await test('plain', [person])).toEqual({
      outcome: 'tested',
      sent: [anna],
      unknown: [],
      isAccepted: true,
    });
    const task = { kind: 'campaign', campaign: 'plain', run: now, isTest: true };
    expect(queued).toEqual([{ kind: 'RunTaskBatch', profileIds: [anna], task }]);
  });

  it('reaches a person once who is named twice, and opens no queue for people who do not exist', async () => {
    expect(await test('plain', ['anna', anna])).toMatchObject({ sent: [anna] });
    expect(await test('plain', ['ben', 'email:ben@example.com'])).toMatchObject({
      sent: [],
      unknown: ['ben', 'email:ben@example.com'],
      isAccepted: true,
    });
    expect(opened).toBe(1);
  });

  it('reports that nothing is sent when the queue refuses the message', async () => {
    refuses = true;
    expect(await test('seeded')).toMatchObject({ sent: [], unknown: [], isAccepted: false });
  });

  it('needs a published campaign and a person', async () => {
    expect(await test('spring')).toEqual({ outcome: 'unknown_campaign', known: ['plain', 'seeded'] });
    expect(await test('plain')).toEqual({ outcome: 'no_seeds' });
  });
});
