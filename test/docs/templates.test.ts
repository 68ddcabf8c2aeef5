/** docs/templates.md: its example is good, and its tables say what is shown. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../adapters/content/compile-template.ts';
import { defaultLimits } from '../../adapters/content/liquid-engine.ts';
import { createContentRenderer } from '../../adapters/content/render-content.ts';
import { validateStored } from '../../app/publish/validate-stored.ts';
import { describeSampleRendering } from '../../app/send/describe-rendering.ts';
import { readDocumentText } from '../../cli/files/read-document-files.ts';
import { makeMessage } from '../harness/sending-setup.ts';
import { makeTemplate } from '../harness/templates.ts';

const page = readFileSync(new URL('../../docs/templates.md', import.meta.url), 'utf8');
const render = createContentRenderer(defaultLimits);
const now = Date.parse('2026-11-22T10:00:00Z');

const variables = {
  profile: { traits: { first_name: "O'Neil & Co" } },
  event: {
    properties: {
      total: 1234.5,
      at: '2026-12-24T23:30:00Z',
      day: '2026-12-24',
      note: '5 > 3\n<b>',
      count: 0,
      product: 'Caffè 👩‍👩‍👧 della casa',
    },
  },
};

/** Rows of the table under a heading, as code. */
function readRows(heading: string): readonly (readonly [string, string])[] {
  const table = page.slice(page.indexOf(heading)).split('\n\n')[0] ?? '';
  return [...table.matchAll(/^\| `(.*)` \| `(.*)` \|$/gm)].map(([, source = '', shown = '']) => [
    source.replaceAll('\\|', '|'),
    shown,
  ]);
}

async function show(field: 'subject' | 'html', source: string) {
  const { compiled } = await compileTemplate(
    makeTemplate({ subject: 's', html: '<p>x</p>', [field]: source }),
  );
  const fields = render({ template: compiled, variables, language: 'it', timeZone: 'Europe/Rome', now });
  return fields[field]?.replaceAll('\u00a0', ' ').replaceAll('\n', ' ');
}

describe('docs/templates.md', () => {
  it('shows a template that validates without a warning', async () => {
    const yaml = /^```yaml\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? '';
    const { documents } = readDocumentText(yaml, 'templates.md');
    expect(documents).toHaveLength(1);
    expect((await validateStored(documents, compileTemplate)).problems).toEqual([]);
  });

  it.each(readRows('| written in a subject'))('in a subject, %s shows %s', async (source, shown) => {
    expect(await show('subject', source)).toBe(shown);
  });

  it.each(readRows('| written in HTML'))('in HTML, %s shows %s', async (source, shown) => {
    expect(await show('html', source)).toBe(shown);
  });

  it.each(readRows('| link in the template'))('the link %s is sent as %s', async (source, sent) => {
    const html = `<p><a href="${source}">x</a></p>`;
    const { compiled } = await compileTemplate(makeTemplate({ subject: 's', html }));
    const message = makeMessage({ channel: 'email', origin: 'campaign:spring' });
    const utm = { source: 'news', links: ['lucerna.example'] };
    const shown = render(describeSampleRendering(message, compiled, { utm }))['html'];
    expect(shown).toBe(`<p><a href="${sent}">x</a></p>`);
  });

  it('has rows in each table', () => {
    expect(readRows('| written in a subject').length).toBeGreaterThan(5);
    expect(readRows('| written in HTML').length).toBeGreaterThan(3);
    expect(readRows('| link in the template').length).toBeGreaterThan(5);
  });
});
