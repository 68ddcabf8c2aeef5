/** The event that the options of `percorso put-event` make. */
import { describe, expect, it } from 'vitest';
import type { SentTouchpoint } from '../../../../app/ports/touchpoint-sender.ts';
import { composeEvent, putEvents } from '../../../../cli/commands/events/put-event.ts';

const given = { source: 'cli', user: 'anna', property: [], trait: [], consent: [], check: true };

it('states the account of a group call as groupId, with its traits', () => {
  const event = composeEvent('Group', { ...given, type: 'group', account: 'acme', trait: ['seats=5'] });
  expect(event).toEqual({
    event: 'Group',
    type: 'group',
    userId: 'anna',
    groupId: 'acme',
    traits: { seats: 5 },
  });
});

it('states the account of any other event in the context, beside the consents', () => {
  const options = { ...given, account: 'acme', consent: ['email=true'] };
  expect(composeEvent('Group Left', options)).toEqual({
    event: 'Group Left',
    userId: 'anna',
    context: { groupId: 'acme', consent: { email: true } },
  });
});

it('states no context without an account and consents', () => {
  expect(composeEvent('Seen', given)).toEqual({ event: 'Seen', userId: 'anna' });
});

describe('an event whose ids identify no one', () => {
  async function put(value: object, check = true): Promise<number> {
    const sent: SentTouchpoint[] = [];
    const send = async (touchpoints: readonly SentTouchpoint[]) => {
      sent.push(...touchpoints);
      return [];
    };
    const sender = { send, close: () => undefined };
    await putEvents(
      [{ event: 'Seen', ...value }],
      { source: 'cli', check },
      sender,
      Date.parse('2026-11-22T12:00:00Z'),
    );
    return sent.length;
  }

  it.each<[string, object]>([
    ['userId "null" is a placeholder', { userId: 'null' }],
    ['anonymousId "0" is a placeholder', { anonymousId: '0' }],
    ['userId "jos\ufffd" is a placeholder', { userId: 'jos\ufffd' }],
    ['email is a placeholder', { traits: { email: 'test@test.com' } }],
    ['crm is a placeholder', { context: { externalIds: [{ type: 'crm', id: 'n/a' }] } }],
    [
      'userId "null" is a placeholder',
      {
        batch: [
          { event: 'Seen', userId: '1' },
          { event: 'Seen', userId: 'null' },
        ],
      },
    ],
  ])('is an error: %s', async (problem, value) => {
    await expect(put(value)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(problem),
      remedy: expect.stringContaining('--no-check'),
    });
    expect(await put(value, false)).toBe(1);
  });

  it.each<[object]>([
    [{ userId: 'null', traits: { email: 'anna@example.com' } }],
    [{ userId: 'null', traits: { phone: '333 1230301' } }],
    [{ userId: '1', context: { groupId: 'null' } }],
  ])('is put if another id may identify a person: %j', async (value) => {
    expect(await put(value)).toBe(1);
  });
});
