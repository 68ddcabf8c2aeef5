/** One mailbox and one number have one form, however they are written: the platform and a library are the oracles. */
import { domainToASCII } from 'node:url';
import { getCountries, getExampleNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { describe, expect, it } from 'vitest';
import { domainToAscii } from '../../../engine/channels/domain-to-ascii.ts';
import { normalizeEmail, normalizePhone, normalizePushToken } from '../../../engine/channels/normal-forms.ts';

describe('domainToAscii', () => {
  it.each([
    'example.com',
    'MÜLLER.example',
    'mu\u0308ller.example',
    'ｍueller。example',
    'straße.de',
    'STRASSE.de',
    'παράδειγμα.δοκιμή',
    'ΣΊΣΥΦΟΣ.gr',
    '例え.テスト',
    '中国.cn',
    'пример.испытание',
    'مثال.إختبار',
    'उदाहरण.परीक्षा',
    'a.b.c.d.example',
    'bücher-und-mehr.example',
    'xn--mller-kva.example',
    'Ⓧample.com',
    '1und1.de',
    'é'.repeat(20).concat('.fr'),
  ])('writes %s as the platform does', (domain) => {
    expect(domainToAscii(domain)).toBe(domainToASCII(domain));
  });

  it.each([
    '',
    'localhost',
    '.com',
    'a..b',
    '-a.com',
    'a-.com',
    'a b.com',
    'a_b.com',
    'x'.repeat(64).concat('.com'),
    'é'.repeat(70).concat('.fr'),
    'a.com.',
    '😀.com',
  ])('refuses %j', (domain) => {
    expect(domainToAscii(domain)).toBeUndefined();
  });
});

describe('normalizeEmail', () => {
  it.each([
    ['anna@müller.example', 'anna@xn--mller-kva.example'],
    ['Anna@xn--mller-kva.example', 'anna@xn--mller-kva.example'],
    ['anna@ｍueller.example', 'anna@mueller.example'],
    ['\u200banna@example.com', 'anna@example.com'],
    ['\ufeffanna@example.com\u2060', 'anna@example.com'],
    ['an\u00adna@exam\u200dple.com', 'anna@example.com'],
    ['\u202aanna@example.com\u202c', 'anna@example.com'],
    ['jose\u0301@example.com', 'josé@example.com'],
    [' JOSÉ@Example.COM\n', 'josé@example.com'],
  ])('gives %j one form', (text, form) => {
    expect(normalizeEmail(text)).toBe(form);
    expect(normalizeEmail(form)).toBe(form);
  });

  it.each([
    '=?utf-8?q?anna?=@example.com',
    'an\u0000na@example.com',
    'an\u0085na@example.com',
    'an\ud800na@example.com',
    'a@b@example.com',
    '@example.com',
  ])('refuses %j', (text) => {
    expect(normalizeEmail(text)).toBeUndefined();
  });
});

it.each(['gcm:a\u0000b', 'gcm:a\ud800', 'apns:\u202eb c', 'gcm:', 'gcm:constructor', 'apns:__proto__'])(
  '%j is no push token',
  (text) => {
    expect(normalizePushToken(text)).toBeUndefined();
  },
);

it.each([
  ['fcm:Tok:1', 'gcm:Tok:1'],
  ['GCM:Tok', 'gcm:Tok'],
  ['\u200bFcm:Tok ', 'gcm:Tok'],
  ['APNS:AbCd01', 'apns:abcd01'],
  ['apns_sandbox:FF', 'apns_sandbox:ff'],
  ['apns:Not-Hex', 'apns:Not-Hex'],
  ['gcm:ABCD', 'gcm:ABCD'],
])('%j has one form', (text, form) => {
  expect(normalizePushToken(text)).toBe(form);
  expect(normalizePushToken(form)).toBe(form);
});

describe('normalizePhone', () => {
  it.each([
    ['+44 (0)7700 900123', '+447700900123'],
    ['+44 07700 900123', '+447700900123'],
    ['0044 7700 900123', '+447700900123'],
    ['00 44 (0) 7700/900-123', '+447700900123'],
    ['+39 06 1234567', '+39061234567'],
    ['0039 06 1234567', '+39061234567'],
    ['+39 347 1234567', '+393471234567'],
    ['+225 01 23 45 67 89', '+2250123456789'],
    ['＋４４７７００９００１２３', '+447700900123'],
    ['\u202a+44 7700 900123\u202c', '+447700900123'],
  ])('reads %s', (text, form) => {
    expect(normalizePhone(text)).toBe(form);
  });

  const numbers = getCountries().flatMap((country) => getExampleNumber(country, examples) ?? []);

  it('reads a mobile number of every country in every way that the library writes it', () => {
    expect(numbers.length).toBeGreaterThan(200);
    const wrong = numbers.filter(({ number, countryCallingCode, nationalNumber }) =>
      [
        number,
        `00${countryCallingCode} ${nationalNumber}`,
        parsePhoneNumberFromString(number)?.formatInternational() ?? '',
      ].some((text) => normalizePhone(text) !== number),
    );
    expect(wrong.map(({ number }) => number)).toEqual([]);
  });

  it('leaves out the zero that is dialled within a country only, as the library does', () => {
    const written = numbers.map(
      ({ countryCallingCode: code, nationalNumber }) => `+${code} (0)${nationalNumber}`,
    );
    const read = written.flatMap((text) => {
      const parsed = parsePhoneNumberFromString(text);
      return parsed?.isValid() === true ? [[text, parsed.number] as const] : [];
    });
    expect(read.length).toBeGreaterThan(90);
    expect(read.filter(([text, number]) => normalizePhone(text) !== number)).toEqual([]);
  });
});
