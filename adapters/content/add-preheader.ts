/** Adds the preheader, which mail clients show beside the subject: the first text of the body, hidden in the body itself. */
import { escapeAroundLiquid } from './liquid-marks.ts';

const style = 'display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;mso-hide:all';

/** `preheader` is plain text with Liquid in it. */
export function addPreheader(html: string, preheader: string): string {
  const hidden = `<div style="${style}">${escapeAroundLiquid(preheader)}</div>`;
  const body = /<body\b[^>]*>/i.exec(html);
  if (body === null) return hidden + html;
  const start = body.index + body[0].length;
  return html.slice(0, start) + hidden + html.slice(start);
}
