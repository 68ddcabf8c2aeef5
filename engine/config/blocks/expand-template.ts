/** A template with its blocks and its layout in place: what is compiled. */
import { omitAbsent } from '../../base/omit-absent.ts';
import { inheritContent } from '../../messages/inherit-content.ts';
import type { BlockDocument } from '../../model/documents/block-document.ts';
import type { TemplateContent, TemplateDocument } from '../../model/documents/template-document.ts';
import { type Finding, formatPath, type PathSegment } from '../problems/problem.ts';
import { checkContentMark } from './check-content-mark.ts';
import { chooseForm, lacksLocale } from './choose-form.ts';
import { type Expansion, expandText, insertBlock } from './expand-block.ts';
import { listReached, listUses, textFields, usesBlocks } from './list-uses.ts';
import { joinPieces, type Piece } from './pieces.ts';

export interface ExpandedTemplate {
  /** Names no block. */
  readonly document: TemplateDocument;
  /** By path of a field of `document` (`content.mjml`): where its parts were written. Empty without blocks. */
  readonly fields: ReadonlyMap<string, readonly Piece[]>;
  readonly findings: readonly Finding[];
}

type TextField = (typeof textFields)[number];

/** The liquid parser accepts 2,000,000 characters. */
const maxLength = 2_000_000;

export interface BlockIndex {
  /** By id. */
  readonly blocks: ReadonlyMap<string, BlockDocument>;
  /** Label of a block → labels of the blocks in it. */
  readonly uses: ReadonlyMap<string, readonly string[]>;
}

/** Once for all templates: reading the uses of every block takes longer than expanding one template. */
export function indexBlocks(blocks: readonly BlockDocument[]): BlockIndex {
  return { blocks: new Map(blocks.map((block) => [block.id, block])), uses: listUses(blocks) };
}

/** Undefined: a block is missing, or contains itself, which the validation of references reports. */
export function expandTemplate(template: TemplateDocument, index: BlockIndex): ExpandedTemplate | undefined {
  if (!usesBlocks(template)) return { document: template, fields: new Map(), findings: [] };
  const used = findBlocks(template, index);
  if (used === undefined) return undefined;
  const { blocks } = index;
  const fields = new Map<string, readonly Piece[]>();
  const findings: Finding[] = [];
  const { layout: _layout, ...rest } = template;
  const expand = (locale: string) => expandContent(template, locale, { blocks, fields, findings });
  const names = Object.keys(template.locales ?? {});
  const locales = Object.fromEntries(names.map((locale) => [locale, expand(locale)]));
  const document: TemplateDocument = {
    ...rest,
    content: expand(''),
    ...omitAbsent({ locales: names.length === 0 ? undefined : locales }),
  };
  return { document, fields, findings: [...findings, ...warnOfLanguages(names, used)] };
}

/** Every block in the template, also within others. */
function findBlocks(
  template: TemplateDocument,
  { blocks, uses: usesOfBlocks }: BlockIndex,
): readonly BlockDocument[] | undefined {
  const uses = new Map([...usesOfBlocks, ...listUses([template])]);
  const reached = [...listReached(`template/${template.id}`, uses)];
  const used = reached.flatMap((label) => blocks.get(label.slice('block/'.length)) ?? []);
  const isCyclic = reached.some((label) => listReached(label, uses).has(label));
  return used.length < reached.length || isCyclic ? undefined : used;
}

interface Found {
  readonly blocks: ReadonlyMap<string, BlockDocument>;
  readonly fields: Map<string, readonly Piece[]>;
  readonly findings: Finding[];
}

function expandContent(template: TemplateDocument, locale: string, found: Found): TemplateContent {
  const at = locale === '' ? ['content'] : ['locales', locale];
  const texts = listOwnTexts(template, locale).map(({ field, text, segments }) => {
    const expansion: Expansion = { ...found, locale, field: segments, left: maxLength };
    const form = field === 'mjml' || field === 'html' ? field : 'text';
    const place = { label: `template/${template.id}`, segments, source: text };
    const own = expandText({ place, form }, expansion);
    const pieces = wrapInLayout(template, { field, own, expansion });
    if (expansion.left < 0) {
      const remedy = `With its blocks, this is too long: the maximum is ${maxLength.toLocaleString('en')} characters and 5,000 blocks. Use fewer.`;
      found.findings.push({ segments, remedy, code: 'too_large' });
    }
    found.fields.set(formatPath([...at, field]), pieces);
    return [field, joinPieces(pieces)] as const;
  });
  const written = locale === '' ? template.content : template.locales?.[locale];
  return { ...written, ...Object.fromEntries(texts) };
}

/** A locale that inherits a text gets it with the blocks of its own language. */
function listOwnTexts(template: TemplateDocument, locale: string) {
  const { content, locales } = inheritContent(template, locale);
  return textFields.flatMap(
    (field): { field: TextField; text: string; segments: readonly PathSegment[] }[] => {
      const text = content[field];
      const written = locales.get(field) ?? '';
      const at = written === '' ? ['content'] : ['locales', written];
      return text === undefined ? [] : [{ field, text, segments: [...at, field] }];
    },
  );
}

function wrapInLayout(
  { layout }: TemplateDocument,
  {
    field,
    own,
    expansion,
  }: { readonly field: TextField; readonly own: readonly Piece[]; readonly expansion: Expansion },
): readonly Piece[] {
  const isBody = field === 'mjml' || field === 'html' || field === 'text' || field === 'body';
  const block = layout === undefined ? undefined : expansion.blocks.get(layout);
  if (block === undefined || !isBody) return own;
  const form = field === 'body' ? 'text' : field;
  const pieces = insertBlock(block, { form, args: {}, content: own }, expansion);
  // The text part of an email may be written as a whole.
  if (pieces === undefined && field === 'text') return own;
  const source = chooseForm(block, form, expansion.locale)?.source;
  const found =
    source === undefined
      ? [{ problem: `has no ${form}: give it ${form} with {{ content }}`, isWarning: false }]
      : checkContentMark(source, form);
  for (const { problem, isWarning } of found)
    expansion.findings.push({
      segments: ['layout'],
      received: block.id,
      remedy: `The block "${block.id}" ${problem}.`,
      code: 'invalid_template',
      ...omitAbsent({ severity: isWarning ? ('warning' as const) : undefined }),
    });
  return pieces ?? own;
}

/** A block in the default language in a content that is written in another one. */
function warnOfLanguages(names: readonly string[], used: readonly BlockDocument[]): Finding[] {
  return names.flatMap((locale) =>
    used
      .filter((block) => lacksLocale(block, locale))
      .map(
        ({ id }): Finding => ({
          segments: ['locales', locale],
          received: id,
          remedy: `The block "${id}" has no content for ${locale}: it stays in the default language. Add locales.${locale} to it.`,
          code: 'missing',
          severity: 'warning',
        }),
      ),
  );
}
