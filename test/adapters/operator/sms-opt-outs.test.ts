/** The opt-out list of End User Messaging, over HTTP, and what `percorso unsuppress` says of it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSmsOptOutReleases } from '../../../adapters/operator/sms-opt-outs.ts';
import { describeRelease } from '../../../cli/output/describe-release.ts';
import { type LoopbackServer, openLoopbackServer } from '../../harness/loopback-server.ts';
import { connectTo, fail } from '../../harness/provider-server.ts';

let server: LoopbackServer;
beforeAll(async () => {
  server = await openLoopbackServer();
});
afterAll(() => server.close());

const address = '+393331234567';

it.each([
  [{ status: 200, body: {} }, 'released', 'It is removed from the opt-out list Shop of the provider, too.'],
  [
    fail(400, 'ResourceNotFoundException'),
    'absent',
    'The opt-out list Shop of the provider does not have it.',
  ],
  [fail(400, 'ConflictException'), 'kept', expect.stringContaining('a removal every 30 days')],
  [
    fail(400, 'AccessDeniedException'),
    'denied',
    `  aws pinpoint-sms-voice-v2 delete-opted-out-number --opt-out-list-name Shop --opted-out-number ${address}`,
  ],
] as const)('answers %j: %s', async (response, answer, words) => {
  server.requests.length = 0;
  server.answers.push(response);
  const atProvider = await createSmsOptOutReleases('Shop', connectTo(server)).release(address);
  expect(atProvider).toBe(answer);
  expect(server.requests).toMatchObject([
    { headers: { 'x-amz-target': 'PinpointSMSVoiceV2.DeleteOptedOutNumber' } },
  ]);
  expect(describeRelease({ address, isReleased: true, atProvider }, 'sms', 'Shop').at(-1)).toEqual(words);
});

it('throws what it does not know, so that nothing is lifted', async () => {
  server.answers.push(fail(400, 'ValidationException'));
  const list = createSmsOptOutReleases('Shop', connectTo(server));
  await expect(list.release(address)).rejects.toMatchObject({ name: 'ValidationException' });
});
