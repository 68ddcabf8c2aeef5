/** docs/conditions.md lists all that a condition may hold: every form, field and matcher of the code, with examples that work. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { compileTemplate } from '../../adapters/content/compile-template.ts';
import { validateStored } from '../../app/publish/validate-stored.ts';
import { readDocumentText } from '../../cli/files/read-document-files.ts';
import { describeJsonSchema } from '../../engine/config/read/describe-json-schema.ts';
import { patternSchema } from '../../engine/config/schemas/condition-schema.ts';
import type { Condition } from '../../engine/model/documents/condition.ts';
import type { Pattern } from '../../engine/model/documents/document-base.ts';
import { maxValuesPerTouchpoint } from '../../engine/model/limits.ts';
import { eventFields, profileFields } from '../../engine/model/readable-fields.ts';
import { matcherCompilers } from '../../engine/patterns/compile-leaf.ts';
import { compilePattern } from '../../engine/patterns/compile-pattern.ts';
import { aggregators } from '../../engine/traits/aggregators.ts';
import { maxWindowEntries } from '../../engine/traits/window.ts';

const page = readFileSync(new URL('../../docs/conditions.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? '');

type Form = Condition extends infer One ? (One extends object ? keyof One : never) : never;
/** By type: a new form of condition does not compile here until it is listed, and then has to be on the page. */
const forms: Readonly<Record<Form, true>> = {
  all: true,
  any: true,
  not: true,
  segment: true,
  profile: true,
  event: true,
  account: true,
  did: true,
};

/** First cells, and code in the example cells, of the tables whose rows give patterns. */
const rows = [...page.matchAll(/^\|(.+)\|$/gm)].map((match) => match[1] ?? '');
const patterns = rows.flatMap((row) =>
  [...row.matchAll(/`(\[\{.*?\}\]|\[[^\]]*\])`/g)].map((match) => match[1] ?? ''),
);

describe('docs/conditions.md', () => {
  it('has examples that are good together', async () => {
    const { documents, problems } = readDocumentText(examples.join('---\n'), 'conditions.md');
    expect(problems).toEqual([]);
    expect(documents.length).toBeGreaterThanOrEqual(7);
    expect((await validateStored(documents, compileTemplate)).problems).toEqual([]);
  });

  it('has patterns in its tables that compile, on a person', () => {
    expect(patterns.length).toBeGreaterThanOrEqual(23);
    for (const text of patterns) {
      const pattern = { field: parse(text) } as Pattern;
      const options = { anyNumber: true, recipientZone: () => 'UTC' };
      expect(() => compilePattern(pattern, text, options), text).not.toThrow();
      expect(patternSchema.safeParse(pattern).success, text).toBe(true);
    }
  });

  it.each(Object.keys(forms))('explains the form %s', (form) => {
    expect(page).toContain(`| \`{ ${form}: `);
  });

  it.each([...Object.keys(matcherCompilers), 'exists'])(
    'has a row and an example of the matcher %s',
    (name) => {
      expect(rows.filter((row) => row.startsWith(` \`${name}\` |`))).toHaveLength(1);
      expect(page).toContain(`{ ${name}: `);
    },
  );

  it.each(['$or', 'month-day', 'compare', 'zone: recipient', 'now-P', 'now+P', 'today-P1D'])(
    'shows %s',
    (name) => {
      expect(page).toContain(name);
    },
  );

  it.each([
    ...Object.keys(profileFields).map((field) => `profile.${field}`),
    ...Object.keys(eventFields).map((field) => `event.${field}`),
  ])('names %s', (field) => {
    expect(
      rows.some((row) => row.split('|')[0]?.includes(`\`${field}`) || row.includes(`\`${field}\``)),
    ).toBe(true);
  });

  it('gives the bounds of the code', () => {
    expect(page).toContain(`A sliding window holds ${maxWindowEntries} occurrences exactly`);
    expect(page).toContain(`at most ${maxValuesPerTouchpoint} values`);
    for (const kept of Object.keys(aggregators)) expect(page).toContain(`\`${kept}\``);
  });

  it('is what the schema for editors says of date', () => {
    const schema = JSON.stringify(describeJsonSchema());
    for (const word of ['month-day', 'compare', 'recipient']) expect(schema).toContain(word);
  });
});
