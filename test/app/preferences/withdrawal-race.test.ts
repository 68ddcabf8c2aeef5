/** No promotional message is sent on a check that began after the acknowledgement of a no. */
import { expect, it } from 'vitest';
import { raceWithdrawals } from '../../harness/withdrawal-race.ts';

/** `WITHDRAWALS=100000 npx vitest run --project parts test/app/preferences/withdrawal-race.test.ts` */
const requests = Number(process.env['WITHDRAWALS'] ?? 400);

it(`sends nothing after an acknowledged no, in ${requests} requests beside as many messages`, async () => {
  const result = await raceWithdrawals({ requests, seed: 8 });
  if (requests > 400) console.log(JSON.stringify(result));
  expect(result.sentAfterNo).toBe(0);
  expect(result.statuses).toEqual({ 200: requests });
  // Each kind occurs, and messages are sent and refused in the same run: otherwise it would show nothing.
  expect(Object.keys(result.requests).sort()).toEqual(['forged', 'unknown', 'used', 'valid']);
  expect(result.sent).toBeGreaterThan(requests / 10);
  expect(result.refused).toBeGreaterThan(requests / 10);
}, 3_600_000);

it('finds a sender that reads the address from a replica that lags', async () => {
  const result = await raceWithdrawals({
    requests: 400,
    seed: 8,
    readOf: (book) => {
      let reads = 0;
      return async (channel, address, options) => {
        reads += 1;
        return reads % 3 === 0 ? undefined : book.read(channel, address, options);
      };
    },
  });
  expect(result.sentAfterNo).toBeGreaterThan(0);
});
