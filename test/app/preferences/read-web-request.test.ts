/** Whose address a request to the public pages has: with CloudFront in front, and by the function's own URL. */
import type { LambdaFunctionURLEvent } from 'aws-lambda';
import { expect, it } from 'vitest';
import { readWebRequest } from '../../../functions/serve-preferences/read-web-request.ts';

const readIp = (headers: Readonly<Record<string, string>>, proxyKey: string) =>
  readWebRequest(
    {
      headers,
      rawPath: '/u/x',
      rawQueryString: '',
      requestContext: { http: { method: 'POST', sourceIp: '203.0.113.9' } },
    } as unknown as LambdaFunctionURLEvent,
    proxyKey,
  ).ip;

const forwarded = { 'x-forwarded-for': '192.0.2.1, 198.51.100.7' };

it.each([
  [
    'through CloudFront it is the last one before CloudFront',
    { 'x-percorso-proxy': 'key' },
    'key',
    '198.51.100.7',
  ],
  ['by the own URL it is the caller, whatever the headers state', {}, 'key', '203.0.113.9'],
  ['with a wrong key it is the caller', { 'x-percorso-proxy': 'other' }, 'key', '203.0.113.9'],
  ['without CloudFront it is the caller', { 'x-percorso-proxy': '' }, '', '203.0.113.9'],
])('%s', (_title, headers, proxyKey, ip) => {
  expect(readIp({ ...forwarded, ...headers }, proxyKey)).toBe(ip);
});
