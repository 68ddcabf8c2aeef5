/** What is asked of the opt-out list of End User Messaging, and what each answer means. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSmsOptOuts } from '../../../adapters/providers/sms-replies.ts';
import { type LoopbackServer, openLoopbackServer } from '../../harness/loopback-server.ts';
import { connectTo, fail } from '../../harness/provider-server.ts';

let server: LoopbackServer;
beforeAll(async () => {
  server = await openLoopbackServer();
});
afterAll(() => server.close());
const open = () => createSmsOptOuts('Default', { ...connectTo(server), maxAttempts: 1 });

it('reads a page with the moments of its numbers, all in the form with a plus', async () => {
  const OptedOutNumbers = [
    { OptedOutNumber: '+393331234567', OptedOutTimestamp: 1_796_000_000.25, EndUserOptedOut: true },
    { OptedOutNumber: '12065550100', OptedOutTimestamp: 1_796_000_001 },
    { OptedOutNumber: '+393330000000' },
  ];
  server.answers.push({ status: 200, body: { OptedOutNumbers, NextToken: 'next' } });
  expect(await open().list('here')).toEqual({
    numbers: [
      { address: '+393331234567', at: 1_796_000_000_250 },
      { address: '+12065550100', at: 1_796_000_001_000 },
    ],
    cursor: 'next',
  });
  expect(server.requests.at(-1)?.body).toEqual({
    OptOutListName: 'Default',
    MaxResults: 100,
    NextToken: 'here',
  });
});

it('has no page for a position that the provider does not accept, and fails for every other reason', async () => {
  const invalid = fail(400, 'ValidationException', { Reason: 'INVALID_PARAMETER' });
  server.answers.push(invalid, invalid, fail(400, 'ThrottlingException'));
  expect(await open().list('old')).toBeUndefined();
  await expect(open().list(undefined)).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(open().list('old')).rejects.toMatchObject({ name: 'ThrottlingException' });
});
