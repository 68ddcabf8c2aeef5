/** Adds the footer to a rendered email whose reader would see no link to unsubscribe. */
import type { RenderedFields } from '../../app/ports/rendering.ts';
import { convertHtmlToText } from './text-part.ts';

/**
 * The text that is made from HTML leaves out comments, hidden parts and styles: it shows the link exactly if a reader
 * sees it. Returns the fields without the footer's own; `text` is made from the HTML when it is absent.
 */
export function placeFooter(
  { footer, footerText, ...fields }: RenderedFields,
  link: unknown,
): Record<string, string> {
  if (footer === undefined || typeof link !== 'string') return fields;
  const html = showInHtml(fields['html'] ?? '', footer, link);
  const { text } = fields;
  if (text === undefined || text.includes(link)) return { ...fields, html };
  return { ...fields, html, text: `${text}\n\n${footerText}` };
}

function showInHtml(html: string, footer: string, link: string): string {
  const isShown = (candidate: string) => convertHtmlToText(candidate).includes(link);
  if (isShown(html)) return html;
  const atEnd = insertAtEnd(html, footer);
  // A hidden part or a comment that is never closed hides what comes after it.
  return isShown(atEnd) ? atEnd : insertAtStart(html, footer);
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
