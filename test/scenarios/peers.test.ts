/** The table of what broke others names tests that exist. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
const rows = readme.split('\n').flatMap((line) => {
  const [, reported = '', where = '', title = ''] = line.split('|').map((cell) => cell.trim());
  const file = /^`(test\/.+)`$/.exec(where)?.[1];
  return file === undefined ? [] : [{ reported, file, title }];
});

it.each(rows)('$file holds “$title”', ({ file, title }) => {
  const path = resolve(root, file);
  expect(existsSync(path)).toBe(true);
  // As in code or JSON: with the language's quotes around it.
  expect(readFileSync(path, 'utf8').replaceAll("\\'", "'")).toMatch(
    new RegExp(`['"\`]${title.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}['"\`]`),
  );
});

it('covers everything that was reported', () => {
  const reports = rows.filter(({ reported }) => reported !== '').map(({ reported }) => reported);
  expect(reports.length).toBeGreaterThanOrEqual(14);
});
