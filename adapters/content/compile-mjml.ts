/** MJML → HTML, with Liquid left in place. 3 MB of code: imported when publishing, never when sending. */
import mjml2html from 'mjml';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { TemplateInvalidError } from './template-invalid-error.ts';

/**
 * `written`: the author's source, with the same lines. Throws TemplateInvalidError at the first element that MJML does not
 * know. Does not follow includes.
 */
export async function compileMjml(source: string, path: string, written = source): Promise<string> {
  const { html, errors } = await convert(source, path);
  const [first] = errors;
  if (first === undefined) return html;
  throw new TemplateInvalidError({
    path,
    received: source.split('\n')[first.line - 1]?.trim() ?? first.tagName,
    remedy: `${first.message}. See the MJML components' reference; quotes inside an attribute must be single.`,
    line: first.line,
    ...omitAbsent({ column: findColumn(written.split('\n')[first.line - 1] ?? '', first.tagName) }),
  });
}

/** Undefined: the line has several such tags. */
function findColumn(line: string, tagName: string): number | undefined {
  const [before = '', ...others] = line.split(`<${tagName}`);
  return others.length === 1 ? before.length + 1 : undefined;
}

async function convert(source: string, path: string): ReturnType<typeof mjml2html> {
  // MJML accepts a file name here, and so does an author who writes mj-include.
  const include = source.search(/<mj-include\b/i);
  if (include >= 0) {
    throw new TemplateInvalidError({
      path,
      received: source.slice(include, include + 60),
      remedy: 'mj-include reads files, but the compiler has no files. Insert the content of the file here.',
      line: source.slice(0, include).split('\n').length,
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
