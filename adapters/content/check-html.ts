/** What makes the rest of an email invisible, or all of it: found in the HTML before it is published. */
import { Parser } from 'htmlparser2';
import { blankLiquid } from './liquid-marks.ts';
import { TemplateInvalidError } from './template-invalid-error.ts';
import { convertHtmlToText, countTags, maxTags } from './text-part.ts';

/** Elements that hide everything up to their end. */
const hiding = new Set(['style', 'script', 'title', 'textarea', 'template', 'noscript']);

/** Throws TemplateInvalidError. `source` is what the author wrote: HTML itself, or the MJML it was made of. */
export function checkHtml(html: string, path: string, source: string): void {
  const plain = blankLiquid(html);
  const refuse = (at: number, remedy: string): never => {
    const isOwn = source === html;
    const received = html.slice(at, at + 80).split('\n')[0] ?? '';
    const line = html.slice(0, at).split('\n').length;
    throw new TemplateInvalidError({ path, received, remedy, ...(isOwn ? { line } : {}) });
  };
  const comment = findOpenComment(plain);
  if (comment !== undefined) {
    refuse(comment, 'This comment is never closed: everything after it is lost. Write --> where it ends.');
  }
  const element = findOpenElement(plain);
  if (element !== undefined) {
    const { name, at } = element;
    refuse(at, `<${name}> is never closed: everything after it is lost. Write </${name}> where it ends.`);
  }
  if (countTags(html) > maxTags) {
    refuse(0, `The HTML has more than ${maxTags} tags: no mail program shows so much. Shorten it.`);
  }
  const isShown = /\{[{%]|<img\b|background/i.test(html) || convertHtmlToText(html) !== '';
  if (!isShown) refuse(0, 'The email shows nothing: neither text nor a picture. Write some content.');
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
