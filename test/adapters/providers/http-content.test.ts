/** JSON of other systems by HTTP: what is read, what is refused, and which addresses are never called. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createHttpContentReader, largestContent } from '../../../adapters/providers/http-content.ts';
import { type LoopbackServer, openLoopbackServer } from '../../harness/loopback-server.ts';

let server: LoopbackServer;
beforeEach(async () => {
  server = await openLoopbackServer();
});
afterEach(() => server.close());

const reader = createHttpContentReader();
const read = (path = '/stock?sku=1', timeLimit = 2_000) => reader.read(new URL(server.url + path), timeLimit);

it('reads JSON by GET, without a body and without credentials', async () => {
  server.answers.push({ status: 200, body: { left: 3, name: 'Caffè' } });
  expect(await read()).toEqual({ left: 3, name: 'Caffè' });
  const [{ method, path, headers } = { method: '', path: '', headers: {} }] = server.requests;
  expect([method, path, headers.accept, headers['content-length']]).toEqual([
    'GET',
    '/stock?sku=1',
    'application/json',
    undefined,
  ]);
  expect(headers).not.toHaveProperty('authorization');
});

it('reads JSON that starts with a byte order mark', async () => {
  server.answers.push({ status: 200, text: '\ufeff{"left":3}' });
  expect(await read()).toEqual({ left: 3 });
});

it.each([
  [{ status: 404 }, 'http_404', false],
  [{ status: 302, headers: { location: '/other' } }, 'http_302', false],
  [{ status: 429 }, 'http_429', true],
  [{ status: 500 }, 'http_500', true],
  [{ status: 200, body: 'x'.repeat(largestContent) }, 'too_large', false],
  ['reset', 'econnreset', true],
] as const)('does not read %j', async (answer, reason, isTemporary) => {
  server.answers.push(answer);
  await expect(read()).rejects.toMatchObject({ code: 'content_unavailable', reason, isTemporary });
  expect(server.requests).toHaveLength(1);
});

it('passes on when the host asks to be called again', async () => {
  server.answers.push({ status: 503, headers: { 'retry-after': '2' } });
  await expect(read()).rejects.toMatchObject({ reason: 'http_503', retryAfter: 2 });
});

it('ends a call that takes too long, also in the middle of the body', async () => {
  server.answers.push('hang');
  await expect(read('/slow', 50)).rejects.toMatchObject({ reason: 'timed_out', isTemporary: true });
});

it('calls neither this machine in Lambda nor a link-local address, whatever a name resolves to', async () => {
  const walled = createHttpContentReader({ isOwnMachineForbidden: true });
  const forbidden = { reason: 'host_forbidden', isTemporary: false };
  await expect(walled.read(new URL(server.url), 2_000)).rejects.toMatchObject(forbidden);
  await expect(reader.read(new URL('http://169.254.169.254/latest'), 2_000)).rejects.toMatchObject(forbidden);
  const rebound = createHttpContentReader({ resolve: async () => ['169.254.169.254'] });
  await expect(rebound.read(new URL('http://api.example/'), 2_000)).rejects.toMatchObject(forbidden);
  expect(server.requests).toEqual([]);
});
