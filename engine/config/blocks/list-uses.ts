/** Which blocks documents use, and which templates use a block. */
import type { BlockContent, BlockDocument } from '../../model/documents/block-document.ts';
import type { ConfigDocument } from '../../model/documents/documents.ts';
import type { TemplateContent, TemplateDocument } from '../../model/documents/template-document.ts';
import type { Finding, PathSegment } from '../problems/problem.ts';
import type { Reference } from '../references/reference.ts';
import { listMarks } from './list-marks.ts';
import { countLines } from './pieces.ts';

/** The fields of templates in which blocks are inserted, and in blocks. */
export const textFields = ['subject', 'preheader', 'mjml', 'html', 'text', 'title', 'body'] as const;

type Content = TemplateContent & BlockContent;
type Holder = Pick<TemplateDocument | BlockDocument, 'content' | 'locales'>;

export interface PlacedText {
  readonly text: string;
  readonly segments: readonly PathSegment[];
}

export function listTexts({ content, locales = {} }: Holder): readonly PlacedText[] {
  return [
    ...listIn(content, ['content']),
    ...Object.entries(locales).flatMap(([locale, own]) => listIn(own, ['locales', locale])),
  ];
}

function listIn(content: Content, at: readonly PathSegment[]): PlacedText[] {
  return textFields.flatMap((field) => {
    const text = content[field];
    return text === undefined ? [] : [{ text, segments: [...at, field] }];
  });
}

/** Blocks that the texts insert. */
export function listInTexts(document: Holder): readonly Reference[] {
  return listTexts(document).flatMap(({ text, segments }) => {
    const ids = listMarks(text).flatMap((mark) => (mark.kind === 'render' ? [mark.id] : []));
    return [...new Set(ids)].map((id): Reference => ({ kind: 'block', id, segments }));
  });
}

export function usesBlocks(template: TemplateDocument): boolean {
  return template.layout !== undefined || listInTexts(template).length > 0;
}

/** Render tags that cannot be read. */
export function checkRenders(document: Holder): Finding[] {
  return listTexts(document).flatMap(({ text, segments }) =>
    listMarks(text).flatMap((mark): Finding[] => {
      const repeated = mark.kind === 'render' ? mark.repeated : undefined;
      if (mark.kind !== 'invalid' && repeated === undefined) return [];
      const advice =
        repeated === undefined
          ? "Write {% render 'id' %}, or {% render 'id', name: value %}: a value is a text in quotes, a number, or a path without filters."
          : `The argument "${repeated}" has two values: keep one.`;
      const remedy = `line ${countLines(text, mark.at)}: ${advice}`;
      return [{ segments, received: mark.text, remedy, code: 'invalid_template' }];
    }),
  );
}

/** Label of a template or block → labels of the blocks in it. */
export function listUses(
  documents: readonly (TemplateDocument | BlockDocument)[],
): ReadonlyMap<string, readonly string[]> {
  return new Map(
    documents.map((document) => {
      const layout = document.kind === 'template' ? document.layout : undefined;
      const ids = [...(layout === undefined ? [] : [layout]), ...listInTexts(document).map(({ id }) => id)];
      return [`${document.kind}/${document.id}`, ids.map((id) => `block/${id}`)] as const;
    }),
  );
}

/** Everything that a document contains, directly or not. The document itself is in it only in a cycle. */
export function listReached(
  label: string,
  uses: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [...(uses.get(label) ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    waiting.push(...(uses.get(next) ?? []));
  }
  return reached;
}

/** Label of a block (`block/frame`) → labels of the templates that contain it, also within others. */
export function listBlockUsers(documents: readonly ConfigDocument[]): ReadonlyMap<string, readonly string[]> {
  const uses = listUses(
    documents.filter((document) => document.kind === 'template' || document.kind === 'block'),
  );
  const users = new Map<string, string[]>();
  for (const label of [...uses.keys()].sort()) {
    if (label.startsWith('block/')) users.set(label, []);
    else for (const block of listReached(label, uses)) users.set(block, [...(users.get(block) ?? []), label]);
  }
  return users;
}
