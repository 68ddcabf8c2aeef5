/** The decision records have one form, and the index lists each with its title, status and date. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const folder = 'docs/adr';
const records = readdirSync(folder)
  .filter((name) => name !== 'README.md')
  .map((name) => ({ name, text: readFileSync(`${folder}/${name}`, 'utf8') }));

const head =
  /^# (?<number>\d+)\. (?<title>\S.*)\n\n- Status: (?<status>(?:accepted|proposed|superseded by \[\d+\]).*)\n- Date: (?<date>\d{4}-\d{2}-\d{2})\n\n## Context\n/;

describe('decision records', () => {
  it('are found', () => {
    expect(records.length).toBeGreaterThan(37);
  });

  it('have a number of their own, without a gap', () => {
    expect(records.map(({ name }) => Number(/^(\d{4})-[a-z0-9-]+\.md$/.exec(name)?.[1]))).toEqual(
      records.map((_, index) => index + 1),
    );
  });

  it.each(records)('$name has number, title, status and date at its head', ({ name, text }) => {
    expect(Number(head.exec(text)?.groups?.['number'])).toBe(Number(name.slice(0, 4)));
  });

  it.each(records)('$name has context, decision and consequences, in this order', ({ text }) => {
    const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading ?? '');
    const required = ['Context', 'Decision', 'Consequences'];
    expect(headings.filter((heading) => required.includes(heading))).toEqual(required);
    expect(headings.filter((heading) => ![...required, 'Considered', 'Measured'].includes(heading))).toEqual(
      [],
    );
  });

  it('are all in the index, as they are', () => {
    const rows = records.map(({ name, text }) => {
      const { number, title, status, date } = head.exec(text)?.groups ?? {};
      return `| ${number} | [${title}](${name}) | ${status} | ${date} |`;
    });
    const index = readFileSync(`${folder}/README.md`, 'utf8');
    expect(index.split('\n').filter((line) => /^\| \d/.test(line))).toEqual(rows);
  });
});
