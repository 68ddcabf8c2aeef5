/**
 * The content of a push template as flat fields: `title`, `body`, `url`, `image`, `sound`, `badge`, `collapseKey`,
 * `timeToLive`, `category`, `silent`, `data.<key>`, and `raw.<platform>` as raw-content.ts flattens it.
 */
import { pushTextFields } from '../../engine/channels/push-fields.ts';
import { flattenRawContent } from '../../engine/messages/push/raw-content.ts';
import type { TemplateContent } from '../../engine/model/documents/template-document.ts';
import { TemplateInvalidError } from './template-invalid-error.ts';

/** `pathOf`: where the document has a field. Throws TemplateInvalidError when a visible text is missing. */
export function listPushSources(
  content: TemplateContent,
  pathOf: (field: keyof TemplateContent) => string,
): [field: string, path: string, source: string][] {
  const { silent, data = {}, raw = {} } = content;
  const texts = pushTextFields.flatMap((field): [string, string, string][] => {
    const value = content[field];
    const isNeeded = (field === 'title' || field === 'body') && silent !== true;
    if (isNeeded && String(value ?? '').trim() === '') {
      const received = value === undefined ? 'nothing' : String(value);
      throw new TemplateInvalidError({ path: pathOf(field), received, remedy: 'Add content here.' });
    }
    return value === undefined ? [] : [[field, pathOf(field), String(value)]];
  });
  const values = Object.keys(data)
    .sort()
    .map((key): [string, string, string] => [`data.${key}`, `${pathOf('data')}.${key}`, data[key] ?? '']);
  const raws = Object.entries(raw).flatMap(([platform, object]) =>
    flattenRawContent(platform, object).map(([field, source]): [string, string, string] => [
      field,
      `${pathOf('raw')}.${platform}`,
      source,
    ]),
  );
  return [
    ...texts,
    ...(silent === true ? [['silent', pathOf('silent'), 'true'] satisfies [string, string, string]] : []),
    ...values,
    ...raws,
  ];
}
