/** Finds Liquid in the source of another language: its tags and outputs. */
import { liquidTags } from '../../engine/messages/liquid-tags.ts';

/** The source with every tag and output as blanks of the same length: what a parser of the other language may read. */
export function blankLiquid(source: string): string {
  return source.replace(liquidTags, (mark) => mark.replace(/[^\n]/g, ' '));
}

/** Only tags and the content of Liquid comments. */
export function isLiquidTagsOnly(text: string): boolean {
  const comments = /\{%-?\s*comment\s*-?%\}[\s\S]*?\{%-?\s*endcomment\s*-?%\}/g;
  return (
    text
      .replace(comments, '')
      .replace(/\{%[\s\S]*?%\}/g, '')
      .trim() === ''
  );
}

/** A comparison such as `a <b`, which a markup parser reads as a tag: its index in the source. */
export function findTagLikeComparison(source: string): number | undefined {
  for (const mark of source.matchAll(liquidTags)) {
    const place = mark[0]
      .replace(/'[^']*'|"[^"]*"/g, (quoted) => ' '.repeat(quoted.length))
      .search(/<[a-z/!?]/i);
    if (place >= 0) return mark.index + place;
  }
  return undefined;
}

/** Text as HTML; what is between Liquid's delimiters is text as well. */
export function escapeAroundLiquid(text: string): string {
  let html = '';
  let done = 0;
  for (const mark of text.matchAll(liquidTags)) {
    html += escapeHtml(text.slice(done, mark.index)) + mark[0];
    done = mark.index + mark[0].length;
  }
  return html + escapeHtml(text.slice(done));
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
