/** Content of WhatsApp messages: the sources of a Meta template, and the rendered fields as Meta's message. */

import type { RenderedWhatsApp, WhatsAppComponent } from '../../app/ports/providers.ts';
import type { RenderedFields } from '../../app/ports/rendering.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { MetaTemplate } from '../../engine/model/documents/meta-template.ts';
import { cleanLine, cleanUrl } from './clean-text.ts';

/** Flat field, place within `metaTemplate`, source. An array and a record of parameters differ by the keys. */
export function listMetaSources(template: MetaTemplate): readonly (readonly [string, string, string])[] {
  const { name, language, header = {}, body = [], buttons = [] } = template;
  const list = (part: string, values: object) =>
    Object.entries(values).map(
      ([key, source]) => [`meta.${part}.${key}`, `${part}.${key}`, String(source)] as const,
    );
  return [
    ['meta.name', 'name', name],
    ['meta.language', 'language', language],
    ...list('header', header),
    ...list('body', body),
    // A button without a parameter has no source.
    ...list('buttons', buttons).filter(([, , source]) => source !== ''),
  ];
}

/** A parameter of a Meta template has no value: Meta refuses such a message. */
export class ParameterEmptyError extends Error {
  readonly code = 'parameter_empty';
  constructor(field: string) {
    super(`${field.replace('meta.', 'metaTemplate.')} is empty; Meta needs a value. Give it a default`);
    this.name = 'ParameterEmptyError';
  }
}

/** Meta refuses a message with this parameter: it is too long, or the URL of a medium is none. */
export class ParameterInvalidError extends Error {
  readonly code = 'parameter_invalid';
  constructor(field: string, problem: string) {
    super(`${field.replace('meta.', 'metaTemplate.')} ${problem}`);
    this.name = 'ParameterInvalidError';
  }
}

/** Meta's maximum of characters, by place. A body beside a header or buttons may be `withOthers` long. */
const longestParameters = { header: 60, body: 32_768, withOthers: 1024, buttons: 2000, url: 2000 };

/**
 * Meta refuses parameters with line breaks, tabs or more than four spaces in a row. `fields`: of the template. Throws
 * ParameterEmptyError and ParameterInvalidError.
 */
export function cleanMetaField(field: string, text: string, fields: readonly string[]): string {
  const isMedia = /^meta\.header\.(?:image|video|document)$/.test(field);
  const cleaned = isMedia ? cleanUrl(text) : cleanLine(text).replace(/\s+/g, ' ');
  if (cleaned === '') throw new ParameterEmptyError(field);
  if (isMedia && !/^https?:\/\/[^/]/i.test(cleaned))
    throw new ParameterInvalidError(field, 'is no URL with https://. Correct the value');
  const most = isMedia ? longestParameters.url : findLongest(field, fields);
  if (cleaned.length > most)
    throw new ParameterInvalidError(
      field,
      `has ${cleaned.length} characters; Meta takes ${most}. Shorten it, for example with truncate`,
    );
  return cleaned;
}

function findLongest(field: string, fields: readonly string[]): number {
  const [, part = ''] = field.split('.');
  if (part === 'header' || part === 'buttons') return longestParameters[part];
  if (part !== 'body') return Number.POSITIVE_INFINITY;
  const hasOthers = fields.some((each) => /^meta\.(?:header|buttons)\./.test(each));
  return hasOthers ? longestParameters.withOthers : longestParameters.body;
}

/** Meta's maximum, in characters. */
const longestText = 4096;

/** Free text is longer than Meta takes. */
export class FreeTextTooLongError extends Error {
  readonly code = 'free_text_too_long';
  constructor(characters: number) {
    super(`The text has ${characters} characters; Meta takes ${longestText}. Shorten it`);
    this.name = 'FreeTextTooLongError';
  }
}

/** Throws ParameterEmptyError and FreeTextTooLongError. */
export function checkFreeText(text: string): void {
  if (text.trim() === '') throw new ParameterEmptyError('body');
  if (text.length > longestText) throw new FreeTextTooLongError(text.length);
}

/** Only a template may go at any time. */
export function needsWindow({ template }: RenderedWhatsApp): boolean {
  return template === undefined;
}

export function shapeWhatsApp(fields: RenderedFields): RenderedWhatsApp {
  const parameters = Object.entries(fields).filter(([field]) => /^meta\.\w+\./.test(field));
  const listValues = (part: string) =>
    parameters.flatMap(([field, value]) =>
      field.startsWith(`meta.${part}.`) ? [[field.slice(`meta.${part}.`.length), value] as const] : [],
    );
  const [header] = listValues('header');
  const parametersOfBody = listValues('body');
  const components: WhatsAppComponent[] = [];
  if (header !== undefined) components.push({ type: 'header', parameters: [makeHeader(...header)] });
  if (parametersOfBody.length > 0)
    components.push({
      type: 'body',
      parameters: parametersOfBody.map(([key, text]) =>
        omitAbsent({ type: 'text' as const, parameter_name: /^\d+$/.test(key) ? undefined : key, text }),
      ),
    });
  for (const [index, text] of listValues('buttons'))
    components.push({ type: 'button', sub_type: 'url', index, parameters: [{ type: 'text', text }] });
  const { body: text, 'meta.name': name, 'meta.language': code = '' } = fields;
  const template =
    name === undefined
      ? undefined
      : {
          name,
          language: { code },
          ...omitAbsent({ components: components.length === 0 ? undefined : components }),
        };
  return omitAbsent({ text: text === undefined ? undefined : { body: text }, template });
}

function makeHeader(kind: string, value: string): WhatsAppComponent['parameters'][number] {
  return kind === 'text' ? { type: 'text', text: value } : { type: kind, [kind]: { link: value } };
}
