import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../adapters/content/compile-template.ts';
import { readTouchpoint } from '../../app/ingest/read-touchpoint.ts';
import { validateStored } from '../../app/publish/validate-stored.ts';
import { readDocumentText } from '../../cli/files/read-document-files.ts';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import { describeJsonSchema } from '../../engine/config/read/describe-json-schema.ts';
import { buildNextProgram } from '../../engine/config/snapshot/build-snapshot.ts';
import { documentKinds } from '../../engine/model/documents/documents.ts';
import { parseMember, unpackEvent } from '../../engine/touchpoint/unpack-event.ts';

const readDoc = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
const fences = (language: string, page = 'config.md') =>
  [...readDoc(page).matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    (match) => match[1] ?? '',
  );

describe('docs/config.md', () => {
  it('shows every kind, with the pages on journeys, campaigns, consent and blocks, in examples that are good together', async () => {
    const names = [
      'config.md',
      'journeys.md',
      'campaigns.md',
      'webhooks.md',
      'consent.md',
      'blocks.md',
      'events.md',
      'codes.md',
      'warehouse.md',
    ];
    const pages = names.map((page) => readDocumentText(fences('yaml', page).join('---\n'), page));
    expect(pages.flatMap(({ problems }) => problems)).toEqual([]);
    const documents = pages.flatMap((page) => page.documents);
    const validation = await validateStored(documents, compileTemplate);
    expect(validation.problems).toEqual([]);
    expect(new Set(validation.documents.map(({ kind }) => kind))).toEqual(new Set(documentKinds));
    // What is accepted compiles, and so does each graph, which the engine compiles at its first use.
    const { content } = buildNextProgram(validation.documents, undefined);
    const program = compileProgram({ schemaVersion: 1, version: 1, hash: '', publishedAt: 0, ...content });
    const graphs = [...program.journeys.values()].map(({ graphOf, version }) => graphOf(version));
    expect(graphs.map((graph) => graph?.steps.size)).toEqual(
      content.journeys.map(({ document }) => Object.keys(document.steps).length),
    );
  });

  it.each(['config.md', 'journeys.md', 'campaigns.md'])('%s fits on a page of 250 lines', (page) => {
    expect(readDoc(page).split('\n').length).toBeLessThan(250);
  });

  it('shows touchpoints in both forms that mean the same', () => {
    const options = { source: 'shop', now: Date.parse('2026-11-22T12:00:00Z'), isChecked: true };
    const lines = fences('json')[0]?.trim().split('\n') ?? [];
    const [first, second] = lines.map((line) => readTouchpoint(JSON.parse(line), options));
    expect(lines).toHaveLength(2);
    expect(second).toEqual(first);
  });

  it('shows a packed event that is taken, each member under its name', () => {
    const { Source, DetailType, Detail } = JSON.parse(fences('json')[1] ?? '');
    const event = { id: 'e', source: Source, 'detail-type': DetailType, time: '2026-11-22T12:00:00Z' };
    const members = unpackEvent({ ...event, detail: Detail }).map((member) => parseMember(member));
    expect(members.map(({ name }) => name)).toEqual(['Order Completed', 'Identify']);
  });
});

describe('docs/config.schema.json', () => {
  it('is what the schemas say now (else run `node cli/write-schema.ts`)', () => {
    expect(JSON.parse(readDoc('config.schema.json'))).toEqual(
      JSON.parse(JSON.stringify(describeJsonSchema())),
    );
  });
});
