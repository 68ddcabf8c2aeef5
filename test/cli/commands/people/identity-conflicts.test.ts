/** `percorso identity conflicts`: what an operator mistypes is reported before the stage is read. */
import { expect, it } from 'vitest';
import { runCommand } from '../../../harness/run-command.ts';

const list = (since: string) =>
  runCommand(['identity', 'conflicts', '--since', since, '--endpoint', 'http://127.0.0.1:9'], {
    directory: '.',
  });

it.each(['garbage', 'P', '30d', '2026-13-01'])('refuses --since %s, and names the forms', async (since) => {
  const { exitCode, errors } = await list(since);
  expect(exitCode).toBe(2);
  expect(errors).toContain(`--since: "${since}" is no moment, day or duration.`);
  expect(errors).toContain('a day (2026-11-22), or a duration back (P30D, PT12H)');
});

it('refuses a time without its zone', async () => {
  expect((await list('2026-11-22T10:00:00')).errors).toContain('"2026-11-22T10:00:00" has no time zone.');
});

it.each(['P1D', '2026-11-22', '2026-11-22T10:00:00+01:00'])(
  'asks the stage with --since %s',
  async (since) => {
    expect((await list(since)).errors).toContain('Cannot reach http://127.0.0.1:9');
  },
);
