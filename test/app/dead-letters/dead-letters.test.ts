/** Dead letters as data: without personal data by default, and moved back only where there is a source queue. */
import { beforeEach, describe, expect, it } from 'vitest';
import { redriveDeadLetters, showDeadLetters } from '../../../app/dead-letters/dead-letters.ts';
import type { DeadLetterQueue, DeadLetters } from '../../../app/ports/dead-letters.ts';
import { encodeBody } from '../../../app/ports/queue-body.ts';

const queues = ['profile', 'undelivered'].map((name) => ({ name, url: `u-${name}`, arn: 'a', waiting: 1 }));
const body = { kind: 'WakeProfile', profileId: 'p1' } as const;
let redriven: DeadLetterQueue[];
const deadLetters: DeadLetters = {
  list: async () => queues,
  peek: async () => [{ id: 'm1', body: encodeBody(body), sentAt: 7, attributes: { ERROR_CODE: 'X' } }],
  redrive: async (queue) => void redriven.push(queue),
};

beforeEach(() => {
  redriven = [];
});

describe('dead letters', () => {
  it('are shown as facts, and with their bodies only when that is asked for', async () => {
    const letter = { id: 'm1', sentAt: 7, facts: body, attributes: { ERROR_CODE: 'X' } };
    const brief = { limit: 10, isWhole: false };
    expect(await showDeadLetters(deadLetters, 'profile', brief)).toEqual({
      outcome: 'shown',
      queue: queues[0],
      letters: [letter],
    });
    const whole = await showDeadLetters(deadLetters, 'profile', { ...brief, isWhole: true });
    expect(whole).toMatchObject({ letters: [{ ...letter, body }] });
  });

  it('move back to their queue, except those that no queue sent', async () => {
    expect(await redriveDeadLetters(deadLetters, 'profile')).toEqual({
      outcome: 'redriven',
      queue: queues[0],
    });
    expect(await redriveDeadLetters(deadLetters, 'undelivered')).toEqual({ outcome: 'no_source_queue' });
    expect(redriven).toEqual([queues[0]]);
  });

  it('of a queue that does not exist name those that do', async () => {
    const unknown = { outcome: 'unknown_queue', known: ['profile', 'undelivered'] };
    expect(await showDeadLetters(deadLetters, 'sms', { limit: 1, isWhole: false })).toEqual(unknown);
    expect(await redriveDeadLetters(deadLetters, 'sms')).toEqual(unknown);
    expect(redriven).toEqual([]);
  });
});
