/** Other web pages cannot drive the local cloud; shells, AWS clients and its own page can. */
import { expect, it } from 'vitest';
import { checkCaller, checkHost } from '../../../local/gateway/caller-guard.ts';

const own = 'http://127.0.0.1:4566';
const form = 'application/x-www-form-urlencoded';

function ask(url: string, headers: Record<string, string>, method = 'POST', body = '{}'): number {
  const request = { method, url, headers: { host: '127.0.0.1:4566', ...headers }, body: Buffer.from(body) };
  return checkCaller(request)?.status ?? 200;
}

it.each([
  ['curl as it is', '/_local/clock', { 'content-type': form }],
  ['curl without a body', '/_local/reset', {}, ''],
  ['JSON', '/_local/clock', { 'content-type': 'application/json; charset=utf-8' }],
  [
    'the inbox page',
    '/_local/clock',
    { origin: own, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' },
  ],
  ['localhost', '/_local/clock', { host: 'localhost:4566', 'content-type': form }],
  ['IPv6', '/_local/clock', { host: '[::1]:4566', 'content-type': form }],
  [
    'an AWS client',
    '/',
    { authorization: 'AWS4-HMAC-SHA256 …', 'content-type': 'application/x-amz-json-1.0' },
  ],
])('serves %s', (_name, url, headers: Record<string, string>, body = '{}') => {
  expect(ask(url, headers, 'POST', body)).toBe(200);
});

it.each([
  ['text/plain', '/_local/clock', { 'content-type': 'text/plain' }, 415],
  ['a body of no type', '/_local/clock', {}, 415],
  ['a form of its own page', '/_local/clock', { origin: own, 'content-type': form }, 415],
  [
    'a form of a browser that hides its origin',
    '/_local/clock',
    { 'sec-fetch-site': 'same-origin', 'content-type': form },
    415,
  ],
  ['another origin', '/_local/clock', { origin: 'http://evil.example', 'content-type': form }, 403],
  [
    'another port',
    '/_local/clock',
    { origin: 'http://127.0.0.1:3000', 'content-type': 'application/json' },
    403,
  ],
  ['an opaque origin', '/_local/reset', { origin: 'null' }, 403],
  ['another site without Origin', '/_local/reset', { 'sec-fetch-site': 'cross-site' }, 403],
  [
    'another site with signed URL',
    '/2015-03-31/functions/f/invocations?X-Amz-Credential=a',
    { origin: 'http://localhost:3000' },
    403,
  ],
  ['a name that leads here', '/_local/messages', { host: 'evil.example:4566' }, 403],
  ['a name that looks like it', '/_local/messages', { host: '127.0.0.1.evil.example' }, 403],
  ['no host', '/_local/messages', { host: '' }, 403],
])('refuses %s', (_name, url, headers: Record<string, string>, status) => {
  expect(ask(url, headers)).toBe(status);
});

it('lets a link lead to the inbox, and shows it in no frame', () => {
  const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
  expect(ask('/', { ...link, 'sec-fetch-dest': 'document' }, 'GET', '')).toBe(200);
  expect(ask('/', { ...link, 'sec-fetch-dest': 'iframe' }, 'GET', '')).toBe(403);
  expect(ask('/_local/messages', { ...link, 'sec-fetch-dest': 'document' }, 'GET', '')).toBe(403);
});

it('leaves function URLs open to other sites, but not to other names of this machine', () => {
  const call = (headers: Record<string, string>) =>
    checkHost({ method: 'POST', url: '/', headers, body: Buffer.from('') })?.status ?? 200;
  expect(call({ host: '127.0.0.1:4567', origin: 'https://mail.example' })).toBe(200);
  expect(call({ host: 'evil.example' })).toBe(403);
});
