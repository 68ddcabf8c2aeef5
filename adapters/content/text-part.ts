/** Generates the plain-text part of an email from its HTML: the visible text, with link targets in brackets. */
import { compile, type FormatCallback } from 'html-to-text';
import { findDangerousScheme } from '../../engine/messages/dangerous-link.ts';

/** `alt` of an image: its address means nothing to a reader. */
const formatImage: FormatCallback = (element, _descend, builder) => {
  const { alt = '' } = element.attribs;
  if (alt.trim() !== '') builder.addInline(alt);
};

/** A part of an image that is a link. */
const formatArea: FormatCallback = (element, _descend, builder) => {
  const { alt = '', href = '' } = element.attribs;
  const target = chooseTarget(href);
  if (target !== '') builder.addInline(alt.trim() === '' ? target : `${alt} (${target}) `);
};

/** A term and its description share a line. */
const formatDescription: FormatCallback = (element, run, builder) => {
  run(element.children, builder);
  builder.addLineBreak();
};

const block = (selector: string) => ({
  selector,
  format: 'block',
  options: { leadingLineBreaks: 1, trailingLineBreaks: 1 },
});
const skip = (selector: string) => ({ selector, format: 'skip' });
/** Also the ways in which the text beside the subject is hidden. */
const skipStyle = (style: string) => skip(`*[style*="${style}"i]`);
const heading = (selector: string) => ({ selector, options: { uppercase: false } });
/** Separates two cells of a row, whatever the table is for. */
const cell = (selector: string) => ({ selector, format: 'inlineSurround', options: { suffix: ' ' } });

const convert = compile({
  wordwrap: false,
  // Mail programs also show what is outside the body.
  baseElements: { selectors: [] },
  formatters: { image: formatImage, area: formatArea, description: formatDescription },
  // Deeper than any email; the conversion is recursive.
  limits: { maxDepth: 300, ellipsis: '' },
  selectors: [
    {
      selector: 'a',
      options: { linkBrackets: ['(', ')'], hideLinkHrefIfSameAsText: true, pathRewrite: chooseTarget },
    },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map(heading),
    ...['td', 'th', 'dt'].map(cell),
    { selector: 'dd', format: 'description' },
    { selector: 'area', format: 'area' },
    ...['center', 'tr', 'dl', 'section', 'address', 'figure', 'figcaption', 'caption'].map(block),
    ...['button', 'details', 'summary', 'fieldset', 'legend', 'option'].map(block),
    { selector: 'table', options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
    { selector: 'ul', options: { itemPrefix: '- ' } },
    ...['head', 'title', 'style', 'script', 'template', 'noscript'].map(skip),
    ...['display:none', 'display: none', 'display :none', 'display : none'].map(skipStyle),
    ...['max-height:0;', 'max-height: 0;', 'max-height:0px', 'max-height: 0px'].map(skipStyle),
    skip('*[hidden]'),
  ],
});

/**
 * Markup nested thousands of levels deep takes time by the square of its depth, so the number of tags is limited: an
 * email that mail clients display has hundreds.
 */
export const maxTags = 20_000;

/** Empty when there is no text, or the HTML has more than `maxTags` tags: the email then has no text part. */
export function convertHtmlToText(html: string): string {
  if (countTags(html) > maxTags) return '';
  return convert(html)
    .replaceAll('\u00ad', '')
    .split('\n')
    .map(tidyLine)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** An item of a list within a list keeps its place. */
function tidyLine(line: string): string {
  const [indent = ''] = /^ +(?=(?:-|\d+\.) )/.exec(line) ?? [];
  return (indent.length > 1 ? indent : '') + line.replace(/[ \u00a0]+/g, ' ').trim();
}

/** Only links that a reader can open: pages, and apps by their schemes. */
function chooseTarget(target: string): string {
  const link = target.trim();
  // The converter has removed `mailto:` from an address.
  const isOpened = /^(?:[a-z][a-z\d+.-]*:|[^\s/:?#@]+@)/i.test(link);
  return isOpened && findDangerousScheme(link) === undefined ? link : '';
}

export function countTags(html: string): number {
  let count = 0;
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) {
    const next = html[at + 1] ?? '';
    if (/[a-z/]/i.test(next)) count += 1;
  }
  return count;
}
