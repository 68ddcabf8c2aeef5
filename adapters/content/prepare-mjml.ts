/**
 * Handles two things that MJML drops silently: wraps Liquid between components in mj-raw, and refuses text where no
 * component shows it.
 */
import { Parser } from 'htmlparser2';
import { contentComponents } from '../../engine/config/blocks/mjml-place.ts';
import { findTagLikeComparison, isLiquidTagsOnly } from './liquid-marks.ts';
import { TemplateInvalidError } from './template-invalid-error.ts';

/** Components between whose children Liquid works: MJML accepts mj-raw there. */
const rawParents = new Set([
  'mj-accordion',
  'mj-accordion-element',
  'mj-body',
  'mj-column',
  'mj-group',
  'mj-hero',
  'mj-navbar',
  'mj-section',
  'mj-social',
  'mj-wrapper',
]);

/** Other components with content, or that authors may expect to have content. */
const otherParents = new Set([
  'mj-attributes',
  'mj-carousel',
  'mj-divider',
  'mj-head',
  'mj-html-attributes',
  'mj-image',
  'mj-spacer',
  'mjml',
]);

/** The frame of an email: component → its parent; empty for none. MJML drops a second frame without an error. */
const placeOf: ReadonlyMap<string, string> = new Map([
  ['mjml', ''],
  ['mj-head', 'mjml'],
  ['mj-body', 'mjml'],
]);
const layoutAdvice = 'Where a layout has this frame, the template has only sections.';

type Refusal = (at: number, remedy: string) => never;

interface OpenTag {
  readonly name: string;
  /** Index of its `<`. */
  readonly at: number;
}

interface TextRun {
  readonly start: number;
  /** Index of the last character. */
  readonly end: number;
}

/** The source with Liquid between components in mj-raw. Throws TemplateInvalidError. */
export function prepareMjml(source: string, path: string): string {
  const throwInvalid: Refusal = (at, remedy) => {
    const before = source.slice(0, at).split('\n');
    const received = source.slice(at).trimStart().split('\n')[0]?.slice(0, 80) ?? '';
    // The column distinguishes a layout from the template whose content is on the same line.
    const column = (before.at(-1) ?? '').length + 1;
    throw new TemplateInvalidError({ path, received, remedy, line: before.length, column });
  };
  const comparison = findTagLikeComparison(source);
  if (comparison !== undefined) {
    throwInvalid(
      comparison,
      'MJML reads "<" before a letter as a tag: add a space after it ({% if a < b %}).',
    );
  }
  return wrapRuns(source, readStructure(source, throwInvalid));
}

/** Sequences of Liquid between components, in order. */
function readStructure(source: string, throwInvalid: Refusal): readonly TextRun[] {
  const open: OpenTag[] = [];
  const runs: TextRun[] = [];
  let run: TextRun | undefined;
  const isInContent = () => open.some(({ name }) => contentComponents.has(name));
  const endRun = () => {
    if (run !== undefined && isBetweenComponents(source, run, open.at(-1)?.name, throwInvalid))
      runs.push(run);
    run = undefined;
  };
  const parser = new Parser(
    {
      onopentag(name) {
        endRun();
        const place = placeOf.get(name);
        if (place !== undefined && place !== (open.at(-1)?.name ?? '')) {
          const remedy = `MJML drops the content of <${name}> here: write it once, ${place === '' ? 'around everything' : 'directly in <mjml>'}.`;
          throwInvalid(parser.startIndex, `${remedy} ${layoutAdvice}`);
        }
        open.push({ name, at: parser.startIndex });
      },
      onclosetag(name, isImplied) {
        endRun();
        const tag = open.pop();
        if (tag === undefined || !isImplied || tag.at === parser.startIndex) return;
        // HTML inside a text may leave tags open, as HTML allows.
        if (isInContent()) return;
        throwInvalid(tag.at, `<${name}> is not closed: its content is invisible. Close it with </${name}>.`);
      },
      ontext(text) {
        if (isInContent() || (run === undefined && text.trim() === '')) return;
        run = { start: run?.start ?? parser.startIndex, end: parser.endIndex };
      },
      oncomment: endRun,
    },
    {
      recognizeCDATA: true,
      decodeEntities: false,
      recognizeSelfClosing: true,
      lowerCaseAttributeNames: false,
    },
  );
  parser.write(source);
  parser.end();
  endRun();
  return runs;
}

/** False: MJML itself reports the unknown parent. */
function isBetweenComponents(
  source: string,
  { start, end }: TextRun,
  parent: string | undefined,
  throwInvalid: Refusal,
): boolean {
  const isRawParent = parent !== undefined && rawParents.has(parent);
  if (parent !== undefined && !isRawParent && !otherParents.has(parent)) return false;
  const text = source.slice(start, end + 1);
  const at = start + text.length - text.trimStart().length;
  if (!isLiquidTagsOnly(text)) {
    throwInvalid(at, 'MJML does not show text outside a text component. Put it into mj-text.');
  }
  if (!isRawParent) {
    const place = parent === undefined ? 'outside of mj-body' : `inside ${parent}`;
    throwInvalid(
      at,
      `MJML drops Liquid ${place}: it works in mj-body, between sections, columns and components, and inside texts and attributes.`,
    );
  }
  return true;
}

function wrapRuns(source: string, runs: readonly TextRun[]): string {
  let wrapped = '';
  let done = 0;
  for (const { start, end } of runs) {
    // Keeps the lines, so that MJML's own messages refer to the author's lines.
    wrapped += `${source.slice(done, start)}<mj-raw>${source.slice(start, end + 1)}</mj-raw>`;
    done = end + 1;
  }
  return wrapped + source.slice(done);
}
