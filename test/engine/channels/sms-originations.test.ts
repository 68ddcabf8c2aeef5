/** From what an SMS is sent, by country. */
import { expect, it } from 'vitest';
import {
  classifyOrigination,
  countriesWithoutSenderIds,
  findOrigination,
} from '../../../engine/channels/sms-originations.ts';

it.each([
  [{ IT: 'Lucerna', default: '+10000000000' }, 'IT', 'Lucerna'],
  [{ IT: 'Lucerna', default: '+10000000000' }, 'FR', '+10000000000'],
  [{ IT: 'Lucerna', default: '+10000000000' }, undefined, '+10000000000'],
  [{ IT: 'Lucerna' }, 'FR', undefined],
  [{ IT: 'Lucerna' }, 'toString', undefined],
  [undefined, 'IT', undefined],
])('of %o, a number in %s gets %s', (originations, country, expected) => {
  expect(findOrigination(originations, country)).toBe(expected);
});

it.each([
  ['+390212345678', 'number'],
  ['12345', 'number'],
  ['Lucerna', 'sender-id'],
  ['phone-0123', 'number-id'],
  ['pool-0123', 'pool'],
  ['arn:aws:sms-voice:eu-south-1:123456789012:pool/pool-1', 'arn'],
])('%s is a %s', (origination, kind) => {
  expect(classifyOrigination(origination)).toBe(kind);
});

it('lists countries without sender ids by ISO code', () => {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  expect([...countriesWithoutSenderIds].filter((code) => names.of(code) === undefined)).toEqual([]);
  expect([...countriesWithoutSenderIds]).toEqual(expect.arrayContaining(['US', 'CA', 'CN']));
});
