/** The event that the options of `percorso put-event` make. */
import { expect, it } from 'vitest';
import { composeEvent } from '../../../../cli/commands/events/put-event.ts';

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
