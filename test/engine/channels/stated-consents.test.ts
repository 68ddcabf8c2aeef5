/** What the words of sources mean: a withdrawal is understood in every usual spelling. */
import { describe, expect, it } from 'vitest';
import { readStatements } from '../../../engine/channels/stated-consents.ts';

const read = (value: unknown) => readStatements({ email: value })?.[0]?.state;

describe('the value of a consent', () => {
  it.each([
    [
      false,
      'no',
      'No ',
      'NO',
      'false',
      'False',
      0,
      '0',
      null,
      'null',
      'off',
      'denied',
      'withdrawn',
      'unsubscribed',
    ],
    ['opted_out', 'opt-out', 'optout', 'Opted-Out', 'opt out'],
  ])('is a no in each usual spelling: %s', (...values) => {
    expect(values.map(read)).toEqual(values.map(() => 'denied'));
  });

  it('is a yes in each usual spelling', () => {
    const values = [
      true,
      'yes',
      'TRUE',
      1,
      '1',
      'on',
      'granted',
      'opted_in',
      'opt-in',
      'optin',
      ' subscribed ',
    ];
    expect(values.map(read)).toEqual(values.map(() => 'granted'));
  });

  it('waits in each spelling of pending, and is unreadable otherwise', () => {
    expect(['pending', 'Pending'].map(read)).toEqual(['pending', 'pending']);
    const others = ['maybe', '', 2, -1, {}, [], ['no'], { state: 'denied' }, 'nein', Number.NaN];
    expect(others.map(read)).toEqual(others.map(() => undefined));
  });
});

it('the key of a consent is read in each usual spelling', () => {
  const names = [
    'Email',
    ' EMAIL ',
    'email:marketing',
    'Email/news',
    'SMS:surveys',
    'email:*',
    'Email:marketing',
  ];
  const keys = ['email', 'email', 'email', 'email/news', 'sms:surveys', 'email:*', 'email'];
  const statements = readStatements(Object.fromEntries(names.map((name) => [name, false])));
  expect(statements?.map(({ key }) => key)).toEqual(keys);
  const others = ['e-mail', 'fax', 'email/*', 'email::surveys', 'news', 'email:'];
  expect(
    readStatements(Object.fromEntries(others.map((name) => [name, false])))?.map(({ key }) => key),
  ).toEqual(others.map(() => undefined));
});
