/** Explains why a template is too large: to compile in time, for an item of the table, or for a message. */

import type { Finding } from '../../engine/config/problems/problem.ts';
import { countBytes, formatKilobytes } from '../../engine/config/read/explain-size.ts';
import type { TemplateContent, TemplateDocument } from '../../engine/model/documents/template-document.ts';
import type { CompiledPair } from '../ports/template-compiler.ts';

/** DynamoDB's maximum size of an item is 400 KB. */
const maxCompiledBytes = 380 * 1024;
const maxVariables = 500;
/** Per language. liquidjs needs half a minute to find the values of 25,000. */
const maxTags = 3_000;

/** Before compiling. Undefined: it may fit, compile it. */
export function explainTooManyTags({ content, locales = {} }: TemplateDocument): Finding | undefined {
  for (const [locale, own] of [['', content] as const, ...Object.entries(locales)]) {
    const tags = countTags(own);
    if (tags <= maxTags) continue;
    const remedy = `The content has ${tags.toLocaleString('en-US')} Liquid outputs and tags; at most ${maxTags.toLocaleString('en-US')} are compiled. Use loops, or fewer.`;
    return { segments: locale === '' ? ['content'] : ['locales', locale], remedy, code: 'too_large' };
  }
  return undefined;
}

function countTags({ data = {}, ...fields }: TemplateContent): number {
  const texts = [...Object.values(fields), ...Object.values(data)].map((value) =>
    typeof value === 'string' ? value : JSON.stringify(value),
  );
  return texts.reduce((sum, text) => sum + text.split('{{').length + text.split('{%').length - 2, 0);
}

/** After compiling. Undefined: it fits. */
export function explainTooLarge({ compiled, header }: CompiledPair): Finding | undefined {
  if (header.variables.length > maxVariables) {
    const remedy = `The content shows ${header.variables.length.toLocaleString('en-US')} different values of the person and the event; at most ${maxVariables} travel with a message. Use fewer.`;
    return { segments: ['content'], remedy, code: 'too_large' };
  }
  const locales = Object.values(compiled.contents);
  const measure = (isCounted: (field: string) => boolean) =>
    locales
      .flatMap((fields) => Object.entries(fields))
      .reduce((sum, [field, text]) => sum + (isCounted(field) ? countBytes(text) : 0), 0);
  const bytes = measure(() => true);
  if (bytes <= maxCompiledBytes) return undefined;
  const html = measure((field) => field === 'html');
  const languages = locales.length === 1 ? '' : ` over ${locales.length} languages`;
  const remedy = `The compiled content has ${formatKilobytes(bytes)}${languages} (${formatKilobytes(html)} of it HTML), and at most ${formatKilobytes(maxCompiledBytes)} fit: make it shorter, or write a template of its own for some of the languages.`;
  return { segments: ['content'], remedy, code: 'too_large' };
}
