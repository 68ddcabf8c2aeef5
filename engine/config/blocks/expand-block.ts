/** Inserts blocks in a text, and blocks in these. */
import { omitAbsent } from '../../base/omit-absent.ts';
import type { BlockDocument } from '../../model/documents/block-document.ts';
import { type Finding, formatPath, type PathSegment } from '../problems/problem.ts';
import { checkArguments } from './check-arguments.ts';
import { chooseForm, type Form } from './choose-form.ts';
import { fillArguments, resolveArguments } from './fill-arguments.ts';
import { type Arguments, blankMarks, listMarks, mapMarks, type RenderMark } from './list-marks.ts';
import { findContent } from './mjml-place.ts';
import { countLines, type Piece, type Place } from './pieces.ts';

export interface Expansion {
  readonly blocks: ReadonlyMap<string, BlockDocument>;
  /** Empty for the default content. */
  readonly locale: string;
  /** Path of the template's field, for findings. */
  readonly field: readonly PathSegment[];
  readonly findings: Finding[];
  /** Characters and marks that may still be added. Below zero: the text is too long, and incomplete. */
  left: number;
}

interface Source {
  readonly place: Place;
  readonly form: Form;
  /** Of a block; undefined in the template's own text. */
  readonly args?: Arguments | undefined;
  /** Of a layout: the template's content. */
  readonly content?: readonly Piece[] | undefined;
}

/** What a block counts: 5,000 of them are as long as the longest text. */
const blockWeight = 400;

/** Every block exists, and none contains itself. */
export function expandText(text: Source, expansion: Expansion): Piece[] {
  const { place, form, args, content } = text;
  const { source } = place;
  const pieces: Piece[] = [];
  let done = 0;
  // After `-%}`, the next text begins without white space.
  let isTrimmed = false;
  const add = (part: string, at: number) => {
    const shown = isTrimmed ? part.trimStart() : part;
    if (part !== '') isTrimmed = false;
    expansion.left -= shown.length + 1;
    if (shown !== '') pieces.push({ text: shown, place, at: at + part.length - shown.length });
  };
  const marks = listMarks(source);
  const isHtmlAt = form === 'mjml' ? findContent(blankMarks(source, marks)) : () => false;
  for (const mark of marks) {
    if (expansion.left < 0) return pieces;
    const before = source.slice(done, mark.at);
    const isRender = mark.kind === 'render';
    add(isRender && mark.text.startsWith('{%-') ? before.trimEnd() : before, done);
    done = mark.at + mark.text.length;
    if (isRender) {
      const shown = isHtmlAt(mark.at) ? 'html' : form;
      for (const piece of expandRender(mark, { ...text, form: shown }, expansion)) pieces.push(piece);
      isTrimmed = mark.text.endsWith('-%}');
    } else if (mark.kind === 'content' && content !== undefined) pieces.push(...content);
    else add(args === undefined ? mark.text : fillArguments(mark.text, args, form !== 'text'), mark.at);
  }
  add(source.slice(done), done);
  return pieces;
}

function expandRender(mark: RenderMark, { place, form, args: outer }: Source, expansion: Expansion): Piece[] {
  expansion.left -= blockWeight;
  const block = expansion.blocks.get(mark.id);
  if (block === undefined) return [];
  const args = resolveArguments(mark.args, outer);
  const chosen = chooseForm(block, form, expansion.locale);
  const line = `line ${countLines(place.source, mark.at)}: `;
  const where = place.label.startsWith('block/')
    ? `In ${place.label}, ${formatPath(place.segments)}, ${line}`
    : line;
  if (chosen === undefined) {
    const advice = form === 'mjml' ? 'Give it mjml, or render it in mj-text.' : `Give it ${form}.`;
    const remedy = `${where}The block "${mark.id}" has no ${form}. ${advice}`;
    report({ received: mark.id, remedy, code: 'invalid_template' }, expansion);
    return [];
  }
  for (const finding of checkArguments(block, args, chosen.source))
    report({ ...finding, remedy: where + finding.remedy }, expansion);
  return insertBlock(block, { form, args }, expansion) ?? [];
}

/** Undefined: the block has no such form. */
export function insertBlock(
  block: BlockDocument,
  { form, args, content }: Omit<Source, 'place'>,
  expansion: Expansion,
): Piece[] | undefined {
  const chosen = chooseForm(block, form, expansion.locale);
  if (chosen === undefined) return undefined;
  const source = form === 'html' && chosen.form === 'text' ? escapeText(chosen.source) : chosen.source;
  const place = { label: `block/${block.id}`, segments: chosen.segments, source };
  return expandText({ place, form, ...omitAbsent({ args, content }) }, expansion);
}

/** A block that is used twice is reported once. */
function report(finding: Omit<Finding, 'segments'>, { findings, field }: Expansion): void {
  const isKnown = findings.some(({ remedy }) => remedy === finding.remedy);
  if (!isKnown) findings.push({ segments: field, ...finding });
}

/** Text as HTML; Liquid stays. */
function escapeText(source: string): string {
  const text = (part: string) =>
    part.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return mapMarks(source, listMarks(source), { text, mark: (part) => part });
}
