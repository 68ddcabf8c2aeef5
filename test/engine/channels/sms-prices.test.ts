/** The country of a number and the price of its SMS, against an independent library of numbers. */
import { fc, test } from '@fast-check/vitest';
import examples from 'libphonenumber-js/examples.mobile.json';
import { type CountryCode, getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { findPhoneCountry } from '../../../engine/channels/phone-country.ts';
import { billSms, findSmsPrice, smsPrices } from '../../../engine/channels/sms-prices.ts';

const samples = Object.entries(examples).map(
  ([country, number]) => [country, `+${getCountryCallingCode(country as CountryCode)}${number}`] as const,
);

describe('the country of a number', () => {
  it('is that of the library for a mobile number of every country', () => {
    const found = samples.map(([, phone]) => [phone, findPhoneCountry(phone)]);
    expect(samples.length).toBeGreaterThan(230);
    expect(found).toEqual(samples.map(([, phone]) => [phone, parsePhoneNumberFromString(phone)?.country]));
  });

  test.prop([fc.integer({ min: 2_000_000_000, max: 9_999_999_999 })])(
    'is that of the library for every number of +1',
    (digits) => {
      const phone = `+1${digits}`;
      const known = parsePhoneNumberFromString(phone);
      if (known?.isValid() === true && known.country !== undefined)
        expect([phone, findPhoneCountry(phone)]).toEqual([phone, known.country]);
    },
  );

  it.each([
    ['+881612345678', undefined],
    ['+80012345678', undefined],
    ['', undefined],
    ['+12125550100', 'US'],
    ['+16135550100', 'CA'],
    ['+17875550100', 'PR'],
    ['+77011234567', 'KZ'],
    ['+79161234567', 'RU'],
    ['+447911123456', 'GG'],
    ['+447400123456', 'GB'],
  ])('of %s is %s', (phone, country) => expect(findPhoneCountry(phone)).toBe(country));
});

describe('the price of an SMS', () => {
  it('is that of the table times the parts', () => {
    expect(billSms('+34612345678', 'a'.repeat(161))).toEqual({ parts: 2, country: 'ES', millicents: 12174 });
  });

  it('is that of the policy, before the table', () => {
    expect(billSms('+34612345678', 'ciao', { ES: 0.05, IT: 0.0719 })).toMatchObject({ millicents: 5000 });
    expect(billSms('+393331234567', 'ciao', { IT: 0.0719 })).toMatchObject({ millicents: 7190 });
  });

  it('is not estimated where no source states one', () => {
    expect(billSms('+393331234567', 'ciao')).toEqual({ parts: 1, country: 'IT' });
    expect(billSms('+881612345678', 'ciao')).toEqual({ parts: 1 });
    expect(findSmsPrice('constructor', {})).toBeUndefined();
  });

  it('has a date and a source for each figure', () => {
    for (const { date, source, millicents } of Object.values(smsPrices)) {
      expect(date).toMatch(/^20\d\d-\d\d-\d\d$/);
      expect(source).toMatch(/^https:\/\//);
      expect(Number.isInteger(millicents)).toBe(true);
    }
  });
});
