/** The part of a template that decisions need. */

import type { TemplateDocument } from '../../model/documents/template-document.ts';
import type { TemplateHeader } from '../../model/program-snapshot.ts';

/**
 * Everything of the document except the fields named here: a new field of templates is part of the header unless it is
 * removed here and in the type.
 */
export function makeTemplateHeader(
  document: TemplateDocument,
  compiled: Omit<TemplateHeader, keyof TemplateDocument> & Pick<TemplateHeader, 'locales'>,
): TemplateHeader {
  const {
    kind: _kind,
    status: _status,
    name: _name,
    description: _description,
    content: _content,
    locales: _locales,
    transliterate: _transliterate,
    layout: _layout,
    shortLinks: _shortLinks,
    fetch: _fetch,
    ...header
  } = document;
  return { ...header, ...compiled };
}
