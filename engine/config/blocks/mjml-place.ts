/** Which form of a block a place in MJML shows: components, or the HTML in a text component. */

/** Components whose content MJML keeps unchanged. */
export const contentComponents: ReadonlySet<string> = new Set([
  'mj-accordion-text',
  'mj-accordion-title',
  'mj-breakpoint',
  'mj-button',
  'mj-carousel-image',
  'mj-navbar-link',
  'mj-preview',
  'mj-raw',
  'mj-social-element',
  'mj-style',
  'mj-table',
  'mj-text',
  'mj-title',
]);

/** No `<` in an attribute, so that a tag without an end is not searched to the end of the text. */
const tags = /<(\/?)(mj-[a-z-]+)\b(?:[^<>"']|"[^"<]*"|'[^'<]*')*?(\/?)>/g;

/** Whether an index is in the content of such a component, or in an attribute. `source`: with blanks for its Liquid. */
export function findContent(source: string): (at: number) => boolean {
  const ranges: { readonly from: number; to: number }[] = [];
  const tagRanges: { readonly from: number; readonly to: number }[] = [];
  let open = 0;
  for (const { 0: text, 1: closing, 2: name = '', 3: selfClosing, index } of source.matchAll(tags)) {
    tagRanges.push({ from: index, to: index + text.length });
    if (!contentComponents.has(name) || selfClosing === '/') continue;
    open += closing === '/' ? -1 : 1;
    const last = ranges.at(-1);
    if (open === 1 && closing === '') ranges.push({ from: index, to: source.length });
    else if (open === 0 && last !== undefined) last.to = index;
  }
  return (at) => [...ranges, ...tagRanges].some(({ from, to }) => from < at && at < to);
}
