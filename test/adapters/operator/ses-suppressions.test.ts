/** The suppression list of SES, over HTTP, and what `percorso unsuppress` says of it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSesSuppressions } from '../../../adapters/operator/ses-suppressions.ts';
import { describeRelease } from '../../../cli/output/describe-release.ts';
import { type LoopbackServer, openLoopbackServer } from '../../harness/loopback-server.ts';
import { connectTo } from '../../harness/provider-server.ts';

let server: LoopbackServer;
beforeAll(async () => {
  server = await openLoopbackServer();
});
afterAll(() => server.close());

it.each([
  [200, {}, 'released', 'It is removed from the suppression list of SES, too.'],
  [404, { __type: 'NotFoundException' }, 'absent', 'The suppression list of SES does not have it.'],
  [
    403,
    { __type: 'AccessDeniedException' },
    'denied',
    '  aws sesv2 delete-suppressed-destination --email-address lea@example.com',
  ],
] as const)('answers %d: %j → %s', async (status, body, answer, words) => {
  server.requests.length = 0;
  server.answers.push({ status, body });
  const address = 'lea@example.com';
  const atProvider = await createSesSuppressions(connectTo(server)).release(address);
  expect(atProvider).toBe(answer);
  expect(server.requests).toMatchObject([
    { method: 'DELETE', path: '/v2/email/suppression/addresses/lea%40example.com' },
  ]);
  expect(describeRelease({ address, isReleased: true, atProvider }, 'email')).toContain(words);
});

it('throws what it does not know, so that nothing is lifted', async () => {
  server.answers.push({ status: 400, body: { __type: 'BadRequestException', message: 'no' } });
  await expect(createSesSuppressions(connectTo(server)).release('lea@example.com')).rejects.toThrow('no');
});
