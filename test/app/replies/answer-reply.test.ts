/** What answers a reply: once, within limits, in the language of the person. */
import { describe, expect, it } from 'vitest';
import { AnswerDeferredError } from '../../../app/replies/answer-reply.ts';
import { createProfile } from '../../../engine/model/profile.ts';
import { createReplyStack, phone, type ReplyStackOptions } from '../../harness/reply-stack.ts';

async function open(options: ReplyStackOptions = {}) {
  const stack = createReplyStack(options);
  await stack.ports.identities.claim({ type: 'phone', value: phone }, { profileId: 'P1' });
  return stack;
}

/** Gives a number to a profile. */
const know = (stack: Awaited<ReturnType<typeof open>>, value: string) =>
  stack.ports.identities.claim({ type: 'phone', value }, { profileId: `P${value}` });

describe('answers', () => {
  it('to numbers that no profile has are those of STOP and START', async () => {
    const stack = createReplyStack({});
    for (const [index, text] of ['HELP', 'please stop texting me', 'STOP', 'START'].entries())
      await stack.receive(text, (index + 1) * 1000);
    expect(stack.answers.map(({ text }) => text.slice(0, 20))).toEqual([
      'Iscrizione annullata',
      expect.any(String),
    ]);
    const created = createReplyStack({ policy: { unknownNumbers: 'create' } });
    await created.receive('HELP', 1000);
    expect(created.answers).toHaveLength(1);
  });

  it('to one number are limited in a day, so that two machines end', async () => {
    const stack = await open({ policy: { maxAnswers: 2 } });
    for (let index = 1; index <= 5; index++) await stack.receive('HELP', index * 1000);
    expect(stack.answers).toHaveLength(2);
    await know(stack, '+393339999999');
    await stack.receive('HELP', 9000, { from: '+393339999999' });
    expect(stack.answers).toHaveLength(3);
    stack.clock.now += 25 * 3_600_000;
    await stack.receive('HELP', 26 * 3_600_000);
    expect(stack.answers).toHaveLength(4);
  });

  it('to STOP have a place of their own in the limit, once in a day', async () => {
    const stack = await open({ policy: { maxAnswers: 2 } });
    for (const [index, text] of ['HELP', 'HELP', 'HELP', 'STOP', 'START', 'STOP'].entries())
      await stack.receive(text, (index + 1) * 1000);
    expect(stack.answers.map(({ text }) => text.slice(0, 20))).toEqual([
      'Da questo numero ric',
      'Da questo numero ric',
      'Iscrizione annullata',
    ]);
  });

  it('never answer an answer, or one of our own numbers', async () => {
    const stack = await open();
    await stack.receive(
      'To stop receiving messages from this number, reply with the single word STOP.',
      1000,
    );
    await stack.receive('HELP', 2000, { from: stack.ourNumber });
    expect(stack.answers).toEqual([]);
  });

  it('are in the language of the person, else of the word, else of the number, else in English', async () => {
    const stack = await open();
    const profile = { ...createProfile('P1', 1), version: 1 };
    await stack.ports.profiles.save({ ...profile, traits: { locale: { value: 'fr-CH', at: 1 } } });
    for (const number of ['+12065550100', '+34612345678', '+358401234567']) await know(stack, number);
    await stack.receive('HELP', 1000);
    await stack.receive('Hilfe', 2000, { from: '+12065550100' });
    await stack.receive('HELP', 3000, { from: '+34612345678' });
    await stack.receive('HELP', 4000, { from: '+358401234567' });
    expect(stack.answers.map(({ text }) => text.split(' ').slice(0, 2).join(' '))).toEqual([
      'Ce numéro',
      'Diese Nummer',
      'Este número',
      'This number',
    ]);
  });

  it('have the texts of the policy, and none are sent where it says so', async () => {
    const help = { it: { help: 'Scrivi a aiuto@lucerna.example' } };
    const own = await open({ policy: { answers: help } });
    await own.receive('aiuto', 1000);
    await own.receive('STOP', 2000);
    expect(own.answers.map(({ text }) => text)).toEqual([
      'Scrivi a aiuto@lucerna.example',
      expect.stringContaining('Iscrizione annullata'),
    ]);
    const silent = await open({ policy: { answers: false } });
    for (const [index, text] of ['STOP', 'HELP', 'START'].entries())
      await silent.receive(text, (index + 1) * 1000);
    expect(silent.answers).toEqual([]);
  });

  it('leave the keywords of the provider to it, and answer the other words', async () => {
    const stack = await open({ isProviderAnswering: true });
    await stack.receive('HELP', 1000);
    await stack.receive('Stop please', 2000);
    await stack.receive('STOP', 3000);
    expect(stack.answers).toEqual([]);
    const other = await open({ isProviderAnswering: true });
    await other.receive('Abmelden', 1000);
    expect(other.answers).toHaveLength(1);
  });

  it('that are throttled are sent by a later attempt, and refused ones are not', async () => {
    const later = await open({ results: [{ kind: 'deferred', reason: 'throttled', isThrottled: true }] });
    await later.receive('STOP', 1000);
    expect(later.answers).toHaveLength(1);
    const refused = await open({ results: [{ kind: 'refused', reason: 'OPTED_OUT', fault: 'address' }] });
    await refused.receive('STOP', 1000);
    expect([refused.answers.length, refused.optOuts.size]).toEqual([0, 1]);
  });

  it('that the account blocks are not sent again, and the reply is done: STOP is on the list', async () => {
    const blocked = { kind: 'deferred', reason: 'MONTHLY_SPEND_LIMIT_REACHED', isBlocked: true } as const;
    const stack = await open({ results: [blocked] });
    await stack.receive('STOP', 1000);
    expect([stack.answers.length, stack.optOuts.size]).toEqual([0, 1]);
  });

  it('that are throttled for long do not keep a STOP from the list', async () => {
    const throttled = { kind: 'deferred', reason: 'throttled', isThrottled: true } as const;
    const stack = await open({ results: Array.from({ length: 10 }, () => throttled) });
    await expect(stack.receive('STOP', 1000)).rejects.toThrow(AnswerDeferredError);
    // Within the minute the next attempt may still confirm it.
    expect(stack.optOuts.size).toBe(0);
    stack.clock.now += 60_000;
    await expect(stack.receive('STOP', 1000)).rejects.toThrow(AnswerDeferredError);
    expect([stack.answers.length, stack.optOuts.size]).toEqual([0, 1]);
  });

  it('to HELP are sent after STOP too', async () => {
    const stack = await open({ policy: { stop: 'promotional' } });
    for (const [index, text] of ['STOP', 'HELP'].entries()) await stack.receive(text, (index + 1) * 1000);
    expect(stack.answers.at(-1)?.text).toContain('Da questo numero ricevi');
  });
});
