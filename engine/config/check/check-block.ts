/** Checks a block by itself: it has content, each language has all of it, and its render tags can be read. */
import type { BlockDocument } from '../../model/documents/block-document.ts';
import { checkRenders } from '../blocks/list-uses.ts';
import type { Finding } from '../problems/problem.ts';

export function checkBlock(block: BlockDocument): Finding[] {
  const { content, locales = {} } = block;
  const forms = Object.keys(content);
  if (forms.length === 0) {
    const remedy = 'A block needs content: mjml, html or text.';
    return [{ segments: ['content'], remedy, code: 'missing' }];
  }
  const mixed = Object.entries(locales).flatMap(([locale, own]): Finding[] => {
    const missing = forms.filter((form) => !Object.hasOwn(own, form));
    if (missing.length === 0) return [];
    const remedy = `The block stays in the default language as ${missing.join(' and ')}: write it for ${locale} as well.`;
    return [{ segments: ['locales', locale], remedy, code: 'missing', severity: 'warning' }];
  });
  return [...mixed, ...checkRenders(block)];
}
