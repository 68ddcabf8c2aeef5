/** Adds the footer to a rendered email whose reader would see no link to unsubscribe. */
import type { RenderedFields } from '../../app/ports/rendering.ts';
import { convertHtmlToText } from './text-part.ts';

/**
 * The text that is made from HTML leaves out comments, hidden parts and styles: it shows the link exactly if a reader
 * sees it, and it is the text part of an email without its own. Returns the fields without the footer's own.
 */
export function placeFooter(
  { footer, footerText, ...fields }: RenderedFields,
  link: unknown,
): Record<string, string> {
  if (footer === undefined || typeof link !== 'string') return fields;
  const shown = showInHtml(fields['html'] ?? '', footer, link);
  const { text: own } = fields;
  if (own === undefined) return { ...fields, ...shown };
  const text = own.includes(link) ? own : `${own}\n\n${footerText}`;
  return { ...fields, html: shown.html, text };
}

function showInHtml(html: string, footer: string, link: string): { html: string; text: string } {
  const text = convertHtmlToText(html);
  if (text.includes(link)) return { html, text };
  const atEnd = insertAtEnd(html, footer);
  const textAtEnd = convertHtmlToText(atEnd);
  if (textAtEnd.includes(link)) return { html: atEnd, text: textAtEnd };
  // A hidden part or a comment that is never closed hides what comes after it.
  const atStart = insertAtStart(html, footer);
  return { html: atStart, text: convertHtmlToText(atStart) };
}

function insertAtEnd(html: string, footer: string): string {
  const end = html.search(/<\/body\s*>(?![\s\S]*<\/body\s*>)/i);
  return end < 0 ? html + footer : html.slice(0, end) + footer + html.slice(end);
}

function insertAtStart(html: string, footer: string): string {
  const body = /<body\b[^>]*>/i.exec(html);
  const start = body === null ? 0 : body.index + body[0].length;
  return html.slice(0, start) + footer + html.slice(start);
}
