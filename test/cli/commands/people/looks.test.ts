/** `percorso looks` of a person: the looks of one day or by one looker, however many others there are. */
import { beforeEach, describe, expect, it } from 'vitest';
import { showLooks } from '../../../../cli/commands/people/looks.ts';
import { DAY } from '../../../../engine/base/time-units.ts';
import { openProfileApi, servedAt, type TestProfileApi } from '../../../harness/profile-api.ts';
import { emailTemplate, signUp } from '../../../harness/recorded-life.ts';
import { runCommand } from '../../../harness/run-command.ts';

let api: TestProfileApi;
beforeEach(async () => {
  api = await openProfileApi();
  await api.stage.publish(emailTemplate('thanks'));
  await api.stage.live('anna', [signUp('2026-11-19T10:00:00Z')], '2026-11-22T12:00:00Z');
  for (let index = 0; index < 20; index++)
    await api.looks.record(
      {
        ...{ id: `look-${index}`, at: servedAt + Math.floor(index / 5) * DAY, profileId: 'profile-of-anna' },
        by: { kind: 'key', id: index % 5 === 0 ? 'till' : 'centre', name: 'n' },
        parts: ['traits'],
      },
      4_000_000_000,
    );
});

const list = async (options: { readonly by?: string; readonly day?: string }) => {
  const { json } = await showLooks('userId:anna', { limit: 3, ...options }, api.looks, api.stage);
  return (json as { looks: { id: string }[] }).looks.map(({ id }) => id);
};

describe('percorso looks of a person', () => {
  it('has the looks of the day that is asked for', async () => {
    expect(await list({ day: '2026-11-23' })).toEqual(['look-9', 'look-8', 'look-7']);
    expect(await list({ day: '2026-12-24' })).toEqual([]);
  });

  it('has the newest looks by the looker that is asked for', async () => {
    expect(await list({ by: 'till' })).toEqual(['look-15', 'look-10', 'look-5']);
    expect(await list({ by: 'till', day: '2026-11-22' })).toEqual(['look-0']);
  });

  it.each(['2026-13-45', '2026-02-30', 'yesterday', '2026-11-22T10:00:00Z'])(
    'does not take %s as a day',
    async (day) => {
      for (const words of [['userId:anna'], ['--by', 'till']]) {
        const run = await runCommand(['looks', ...words, '--day', day], { directory: '.' });
        expect([run.exitCode, run.errors]).toEqual([2, expect.stringContaining('a day that exists')]);
      }
    },
  );
});

it('percorso timeline does not take a day that does not exist', async () => {
  const run = await runCommand(['timeline', 'userId:anna', '--since', '2026-02-30'], { directory: '.' });
  expect([run.exitCode, run.errors]).toEqual([2, expect.stringContaining('Give a day that exists')]);
});
