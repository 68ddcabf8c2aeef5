/** docs/journeys.md has a row for each step type, and docs/templates.md names each channel. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { channels } from '../../engine/model/channels.ts';
import type { JourneyStep } from '../../engine/model/documents/journey-document.ts';

/** The compiler names this list when a step type is added. */
const stepTypes = {
  send: true,
  wait: true,
  waitFor: true,
  branch: true,
  split: true,
  holdout: true,
  update: true,
  emit: true,
  webhook: true,
  enter: true,
  end: true,
} as const satisfies Record<JourneyStep['type'], true>;

function readPage(name: string): string {
  return readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
}

it('documents every step type in docs/journeys.md, and no other', () => {
  const [, table = ''] = readPage('journeys.md').split('| type | what it does | fields |\n');
  const rows = table.slice(0, table.indexOf('\n\n')).matchAll(/^\| ((?:`\w+`(?:, )?)+) \|/gm);
  const documented = [...rows].flatMap(([, types = '']) => types.replaceAll('`', '').split(', '));
  expect(documented.sort()).toEqual(Object.keys(stepTypes).sort());
});

it.each(channels)('names the channel %s in docs/templates.md', (channel) => {
  expect(readPage('templates.md')).toMatch(new RegExp(`\\b${channel}\\b`, 'i'));
});
