/** Reads the message of `SendWhatsAppMessage` as Meta's Cloud API does: template or text. */
import { ServiceError } from '../../service.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface WhatsAppContent {
  readonly kind: 'template' | 'text';
  /** With a plus sign. */
  readonly to: string;
  readonly callback: string | undefined;
  readonly raw: Fields;
}

const [largest, longestText, longestCallback] = [2_048_000, 4096, 512];

/** Throws ServiceError for what Meta refuses at once. */
export function readContent(blob: unknown): WhatsAppContent {
  const raw = decode(blob);
  const { to, type, messaging_product: product, biz_opaque_callback_data: callback } = raw;
  if (product !== 'whatsapp') throw createInvalid('messaging_product must be whatsapp');
  if (typeof to !== 'string' || !/^\+?[1-9]\d{6,14}$/.test(to))
    throw createInvalid('to must be a phone number');
  if (callback !== undefined && (typeof callback !== 'string' || callback.length > longestCallback))
    throw createInvalid(`biz_opaque_callback_data takes ${longestCallback} characters`);
  if (type === 'template') checkTemplate(raw['template']);
  else if (type === 'text') checkText(raw['text']);
  else
    throw createInvalid(`the local cloud sends messages of type template and text; received ${String(type)}`);
  return { kind: type, to: to.startsWith('+') ? to : `+${to}`, callback, raw };
}

/** What the inbox shows: the text of a template is at Meta, so its name and its values. */
export function describeContent({ kind, raw }: WhatsAppContent): {
  readonly title?: string;
  readonly text: string;
} {
  if (kind === 'text') return { text: String(read(raw['text'])['body']) };
  const { name, language, components = [] } = read(raw['template']);
  const lines = (components as readonly Fields[]).flatMap(({ type, index, parameters = [] }) =>
    (parameters as readonly Fields[]).map((parameter, position) => {
      const place =
        type === 'body' ? `{{${parameter['parameter_name'] ?? position + 1}}}` : `${type}${index ?? ''}`;
      const kindOf = String(parameter['type']);
      return `${place}: ${kindOf === 'text' ? parameter['text'] : read(parameter[kindOf])['link']}`;
    }),
  );
  return { title: `${name} (${read(language)['code']})`, text: lines.join('\n') };
}

function checkTemplate(template: unknown): void {
  const { name, language, components = [] } = read(template);
  if (typeof name !== 'string' || !/^[a-z0-9_]{1,512}$/.test(name))
    throw createInvalid('template.name is not valid');
  if (typeof read(language)['code'] !== 'string') throw createInvalid('template.language.code is missing');
  for (const { parameters = [] } of components as readonly Fields[]) {
    for (const { type, text } of parameters as readonly Fields[]) {
      if (type === 'text' && (typeof text !== 'string' || text === '' || /[\n\t]| {5}/.test(text)))
        throw createInvalid(
          '(#100) a parameter is empty, or has line breaks, tabs or more than four spaces in a row',
        );
    }
  }
}

function checkText(text: unknown): void {
  const { body } = read(text);
  if (typeof body !== 'string' || body.trim() === '' || body.length > longestText)
    throw createInvalid(`(#100) text.body takes 1 to ${longestText} characters`);
}

function decode(blob: unknown): Fields {
  const text = Buffer.from(String(blob ?? ''), 'base64').toString();
  if (text === '' || text.length > largest) throw createInvalid(`message takes 1 to ${largest} bytes`);
  try {
    return read(JSON.parse(text));
  } catch {
    throw createInvalid('message is not JSON');
  }
}

function read(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function createInvalid(message: string): ServiceError {
  return new ServiceError('InvalidParametersException', 400, message);
}
