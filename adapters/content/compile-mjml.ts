/** MJML → HTML, with Liquid left in place. 3 MB of code: imported when publishing, never when sending. */
import mjml2html from 'mjml';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { prepareMjml } from './prepare-mjml.ts';
import { TemplateInvalidError } from './template-invalid-error.ts';

/** Throws TemplateInvalidError at the first element that MJML does not know. Does not follow includes. */
export async function compileMjml(written: string, path: string): Promise<string> {
  const { html, errors } = await convert(written, path);
  const [first] = errors;
  if (first === undefined) return html;
  const { line, tagName, message } = first;
  const source = written.split('\n')[line - 1] ?? '';
  throw new TemplateInvalidError({
    path,
    received: source.trim() || tagName,
    remedy: `${message}. See the MJML components' reference; quotes inside an attribute must be single.`,
    line,
    ...omitAbsent({ column: await findColumn(written, path, first) }),
  });
}

/** MJML gives the line alone: where the line has several such tags, each gets a line of its own. */
async function findColumn(
  written: string,
  path: string,
  { line, tagName }: { readonly line: number; readonly tagName: string },
): Promise<number | undefined> {
  const lines = written.split('\n');
  const source = lines[line - 1] ?? '';
  const places = [...source.matchAll(new RegExp(`<${tagName}(?![\\w-])`, 'gi'))].map(({ index }) => index);
  const [only = 0] = places;
  if (places.length < 2) return places.length === 1 ? only + 1 : undefined;
  const parts = [0, ...places].map((at, index) => source.slice(at, places[index]));
  const { errors } = await convert(lines.with(line - 1, parts.join('\n')).join('\n'), path);
  const place = places[(errors[0]?.line ?? 0) - line - 1];
  return place === undefined ? undefined : place + 1;
}

async function convert(written: string, path: string): ReturnType<typeof mjml2html> {
  const source = prepareMjml(written, path);
  // MJML accepts a file name here, and so does an author who writes mj-include.
  const include = written.search(/<mj-include\b/i);
  if (include >= 0) {
    const before = written.slice(0, include).split('\n');
    throw new TemplateInvalidError({
      path,
      received: written.slice(include, include + 60),
      remedy: 'mj-include reads files, but the compiler has no files. Insert the content of the file here.',
      line: before.length,
      column: (before.at(-1) ?? '').length + 1,
    });
  }
  try {
    // MJML's default fonts would be loaded from a third party, which could track opens; mj-font is the author's choice.
    return await mjml2html(source, { validationLevel: 'soft', ignoreIncludes: true, fonts: {} });
  } catch {
    throw new TemplateInvalidError({
      path,
      received: source,
      remedy: 'This is not MJML: it must start with <mjml>, and every tag must be closed.',
    });
  }
}
