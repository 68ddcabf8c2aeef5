/** The example of offices: one onboarding per account, which the subscription of another account does not end. */
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { runCommand } from '../harness/run-command.ts';

const directory = resolve(import.meta.dirname, '../..');

it('is valid without a warning, with and without the shop', async () => {
  for (const folder of ['examples', 'examples/b2b examples/blocks']) {
    const { exitCode, output } = await runCommand(['validate', ...folder.split(' ')], { directory });
    expect([exitCode, output]).toEqual([0, expect.stringContaining('all valid')]);
  }
});

it('leads a person through the trials of two offices, and ends only that of the office that subscribes', async () => {
  const words = ['simulate', 'examples', '--events', 'examples/b2b/carla.jsonl'];
  const { exitCode, output } = await runCommand(words, { directory });
  expect(exitCode).toBe(0);
  const subjects = [...output.matchAll(/email to carla@example.com: \u201c(.*)\u201d/g)].map(
    ([, text]) => text,
  );
  expect(subjects.filter((text) => /Studio|Officina/.test(text ?? ''))).toEqual([
    'Coffee for Studio Nord: the first two weeks are free',
    'Coffee for Officina Sud: the first two weeks are free',
    'A refill for Officina Sud is on its way',
    'Studio Nord: one week of the trial is left',
  ]);
  expect(output).toContain('journey office-trial (officina-sud), step week: leaves: the goal was reached');
  expect(output).toContain('enter segment office_people');
});
