import { domainToASCII } from 'node:url';
import { expect, it } from 'vitest';
import { showDomain } from '../../../app/preferences/pages/show-domain.ts';

it.each([
  ['example.com', 'example.com'],
  ['xn--mnchen-3ya.example', 'münchen.example'],
  [domainToASCII('почта.рф'), 'почта.рф'],
  [domainToASCII('例え.jp'), '例え.jp'],
  [domainToASCII('مثال.example'), 'مثال.example'],
])('shows %s as %s', (domain, shown) => {
  expect(showDomain(domain)).toBe(shown);
});

it.each([
  ['letters that only look Latin', 'аррӏе.example'],
  ['letters of two scripts', 'pаypal.example'],
  ['a sign that is no letter', 'i♥ny.example'],
])('keeps a label with %s in ASCII', (_kind, domain) => {
  const ascii = domainToASCII(domain);
  expect(ascii).toMatch(/^xn--/);
  expect(showDomain(ascii)).toBe(ascii);
});

it('keeps what is no encoded name', () => {
  expect(showDomain('xn--a.example')).toBe('xn--a.example');
});
