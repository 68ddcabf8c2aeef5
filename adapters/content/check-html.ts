/** Finds HTML that makes the rest of an email invisible, before it is published. */

import { Parser } from 'htmlparser2';
import { blankLiquid } from './liquid-marks.ts';
import { TemplateInvalidError } from './template-invalid-error.ts';
import { convertHtmlToText, countTags, maxTags } from './text-part.ts';

/** Elements that hide everything up to their closing tag. */
const hiding = new Set(['style', 'script', 'title', 'textarea', 'template', 'noscript']);

/** Throws TemplateInvalidError. `source` is the author's text: HTML, or the MJML that it was generated from. */
export function checkHtml(html: string, path: string, source: string): void {
  const plain = blankLiquid(html);
  const throwInvalid = (at: number, remedy: string): never => {
    const isOwn = source === html;
    const received = html.slice(at, at + 80).split('\n')[0] ?? '';
    const lines = html.slice(0, at).split('\n');
    const column = (lines.at(-1) ?? '').length + 1;
    throw new TemplateInvalidError({
      path,
      received,
      remedy,
      ...(isOwn && { line: lines.length, column }),
    });
  };
  const comment = findOpenComment(plain);
  if (comment !== undefined) {
    throwInvalid(comment, 'This comment is not closed: everything after it is invisible. Close it with -->.');
  }
  const element = findOpenElement(plain);
  if (element !== undefined) {
    const { name, at } = element;
    throwInvalid(at, `<${name}> is not closed: everything after it is invisible. Close it with </${name}>.`);
  }
  if (countTags(html) > maxTags) {
    throwInvalid(0, `The HTML has more than ${maxTags} tags, too many for mail clients. Shorten it.`);
  }
  const isShown = /\{[{%]|<img\b|background/i.test(html) || convertHtmlToText(html) !== '';
  if (!isShown) throwInvalid(0, 'The email is empty: it has neither text nor an image. Add content.');
}

function findOpenComment(html: string): number | undefined {
  for (let start = html.indexOf('<!--'); start >= 0; start = html.indexOf('<!--', start)) {
    const end = html.indexOf('-->', start + 4);
    if (end < 0) return start;
    start = end + 3;
  }
  return undefined;
}

function findOpenElement(html: string): { readonly name: string; readonly at: number } | undefined {
  const open: { readonly name: string; readonly at: number }[] = [];
  let found: { readonly name: string; readonly at: number } | undefined;
  const parser = new Parser({
    onopentag(name) {
      if (hiding.has(name)) open.push({ name, at: parser.startIndex });
    },
    onclosetag(name, isImplied) {
      if (!hiding.has(name)) return;
      const tag = open.pop();
      if (isImplied) found ??= tag;
    },
  });
  parser.write(html);
  parser.end();
  return found;
}
