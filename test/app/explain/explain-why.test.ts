/** Why, as data: what a console and an API serve, without the words of the command. */
import { beforeEach, describe, expect, it } from 'vitest';
import { explainWhy } from '../../../app/explain/explain-why.ts';
import { emailTemplate, openStage, signUp } from '../../harness/recorded-life.ts';

const documents = `
kind: rule
id: greet
status: live
trigger: { event: Signed Up }
actions: [{ send: hello }]
---
kind: rule
id: big-order
status: live
trigger: { event: Order Completed, source: till }
actions: [{ send: thanks }]
---
kind: journey
id: win-back
status: live
trigger: { event: Signed Up }
start: listen
steps:
  listen: { type: waitFor, branches: [{ event: [Shop Visited, Order Completed], next: done }], timeout: { after: P30D, next: done } }
  done: { type: end }
${emailTemplate('hello', 'transactional')}${emailTemplate('thanks')}`;

const signedUpAt = Date.parse('2026-11-01T10:00:00Z');
const now = Date.parse('2026-11-22T12:00:00Z');
let stage: Awaited<ReturnType<typeof openStage>>;

async function explain(about?: string) {
  const result = await explainWhy('userId:anna', about, stage, { limit: 500, now });
  if (result.outcome !== 'explained') throw new Error(result.outcome);
  return result.explanation;
}

beforeEach(async () => {
  stage = await openStage();
  await stage.publish(documents);
  await stage.live('anna', [signUp('2026-11-01T10:00:00Z')], '2026-11-02T00:00:00Z');
});

describe('an explanation', () => {
  it('of a message holds its state, the decisions with their reason codes, and its record in the ledger', async () => {
    const [message] = stage.ledger.listAll();
    const { answer } = await explain('hello');
    expect(answer).toMatchObject({
      kind: 'messages',
      messages: [
        {
          id: message?.id,
          template: 'hello',
          origin: 'rule:greet',
          state: 'sent',
          evidence: [
            {
              cause: { name: 'Signed Up', source: 'shop', occurredAt: signedUpAt },
              trace: { action: 'send', reason: 'sent_to_channel' },
            },
          ],
          message: { state: 'sent' },
        },
      ],
    });
    expect(await explain(message?.id)).toMatchObject({ answer });
  });

  it('of a journey holds the position, the next moment, and the events that it waits for', async () => {
    expect((await explain('journey:win-back')).answer).toMatchObject({
      kind: 'origin',
      origin: 'journey:win-back',
      positions: [
        {
          journey: 'win-back',
          step: 'listen',
          isDue: false,
          waitsFor: [{ events: ['Shop Visited', 'Order Completed'] }],
        },
      ],
      evidence: [{ trace: { action: 'enter' } }, { trace: { action: 'wait' } }],
    });
  });

  it('of an absence holds the trigger, and whether its event is in the timeline', async () => {
    expect((await explain('rule:big-order')).answer).toEqual({
      kind: 'absence',
      absences: [
        {
          kind: 'rule',
          id: 'big-order',
          heldRuns: [],
          trigger: { kind: 'event', events: ['Order Completed'], source: 'till', hasCondition: false },
        },
      ],
    });
    const { answer } = await explain('thanks');
    expect(answer).toMatchObject({
      absences: [{ kind: 'template', senders: [{ kind: 'rule', id: 'big-order', isInside: false }] }],
    });
  });

  it('of a person holds positions, consents and the newest decisions on messages', async () => {
    expect((await explain()).answer).toMatchObject({
      kind: 'person',
      isStored: true,
      positions: [{ journey: 'win-back' }],
      consents: { email: { state: 'granted' } },
      latest: [{ trace: { origin: 'rule:greet' }, message: { state: 'sent' } }],
    });
  });

  it('is JSON: nothing is lost between an API and its client', async () => {
    for (const about of [undefined, 'hello', 'win-back', 'thanks']) {
      const explanation = await explain(about);
      expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
    }
  });

  it('is undefined for an unknown person, and lists the known names for an unknown one', async () => {
    const options = { limit: 500, now };
    expect(await explainWhy('userId:unknown', undefined, stage, options)).toEqual({
      outcome: 'unknown_person',
    });
    expect(await explainWhy('userId:anna', 'nonsense', stage, options)).toEqual({
      outcome: 'nothing_known',
      published: ['journey:win-back', 'rule:big-order', 'rule:greet'],
    });
  });
});
