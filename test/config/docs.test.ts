import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../adapters/content/compile-template.ts';
import { judgeDocuments } from '../../adapters/publishing/judge-documents.ts';
import { readDocumentText } from '../../cli/files/read-document-files.ts';
import { readTouchpoint } from '../../cli/touchpoints/read-touchpoint.ts';
import { describeJsonSchema } from '../../engine/config/describe-json-schema.ts';
import { documentKinds } from '../../engine/config/document-schemas.ts';
import { parseMember, unpackEvent } from '../../engine/touchpoint/unpack-event.ts';

const readDoc = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
const fences = (language: string) =>
  [...readDoc('config.md').matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    (match) => match[1] ?? '',
  );

describe('docs/config.md', () => {
  it('shows every kind, in examples that are good together', async () => {
    const { documents, problems } = readDocumentText(fences('yaml').join('---\n'), 'config.md');
    expect(problems).toEqual([]);
    const judgement = await judgeDocuments(documents, compileTemplate);
    expect(judgement.problems).toEqual([]);
    expect(new Set(judgement.documents.map(({ kind }) => kind))).toEqual(new Set(documentKinds));
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
