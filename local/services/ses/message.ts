/** A SESv2 `SendEmail` request, validated as SES does, as one email. */
import { ServiceError } from '../../service.ts';
import { parseMime } from './mime.ts';

export interface Email {
  /** As given, display name included. */
  readonly source: string;
  /** The bare address. */
  readonly sender: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
  readonly headers: readonly Header[];
  readonly tags: Readonly<Record<string, string>>;
  readonly configurationSet?: string;
  readonly tenant?: string;
  readonly isRaw: boolean;
}

export interface Header {
  readonly name: string;
  readonly value: string;
}

type Fields = Readonly<Record<string, unknown>>;

const maxRecipients = 50;
const maxHeaders = 15;
const maxTags = 50;
const headerName = /^[!-9;-@A-~]{1,126}$/;
const headerValue = /^[ -~]{1,870}$/;
const tag = /^[A-Za-z0-9_.@-]{1,256}$/;
/** Tags that SES writes into its Feedback-ID header, the only ones whose name has a colon. */
const feedbackTags = ['ses:feedback-id-a', 'ses:feedback-id-b'];
/** Headers that SES sets itself, from other members of the request. */
const ownHeaders = new Set(
  'bcc cc content-disposition content-transfer-encoding content-type date from message-id mime-version reply-to return-path sender subject to'.split(
    ' ',
  ),
);
const notEmulated = ['EndpointId', 'FromEmailAddressIdentityArn', 'ListManagementOptions'];

/** @throws ServiceError BadRequestException, with SES's text where it is known. */
export function readEmail(input: Fields): Email {
  for (const name of notEmulated) if (input[name] !== undefined) throw createRefusal(name);
  const content = readFields(input['Content']);
  if (content['Template'] !== undefined) throw createRefusal('Content.Template');
  if ((content['Simple'] === undefined) === (content['Raw'] === undefined)) {
    throw createBadRequest('Content must have exactly one of Simple, Raw and Template');
  }
  const email = content['Raw'] === undefined ? readSimple(input, content) : readRaw(input, content);
  checkRecipients(email);
  return email;
}

/** The bare address of `Name <address>` or `address`. @throws ServiceError BadRequestException */
export function readAddress(text: string): string {
  const address = (/<([^<>]*)>\s*$/.exec(text)?.[1] ?? text).trim();
  const at = address.lastIndexOf('@');
  if (at === -1 || at === address.length - 1) throw createBadRequest(`Missing final '@domain'`);
  const [local, domain] = [address.slice(0, at), address.slice(at + 1)];
  if (local === '') throw createBadRequest(`User name is missing: '${address}'`);
  if (!/^[!-~]+$/.test(local) || local.length > 64 || /[,;:<>()[\]\\]/.test(local)) {
    throw createBadRequest('Local address contains control or whitespace');
  }
  if (domain.includes('..')) throw createBadRequest('Domain contains dot-dot');
  if (domain.startsWith('.')) throw createBadRequest('Domain starts with dot');
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(domain)) {
    throw createBadRequest('Domain contains illegal character');
  }
  if (!/^[ -~]*$/.test(text)) {
    throw createBadRequest('Display names outside ASCII must be MIME encoded words (RFC 2047)');
  }
  return address;
}

export function createBadRequest(message: string): ServiceError {
  return new ServiceError('BadRequestException', 400, message);
}

function readSimple(input: Fields, content: Fields): Email {
  const simple = readFields(content['Simple']);
  if (simple['Attachments'] !== undefined) throw createRefusal('Content.Simple.Attachments');
  const source = input['FromEmailAddress'];
  if (typeof source !== 'string' || source === '') throw createBadRequest('FromEmailAddress is required');
  const subject = readPart(readFields(simple['Subject']));
  if (subject === undefined) throw createBadRequest('Content.Simple.Subject is required');
  const body = readFields(simple['Body']);
  const [text, html] = [readPart(readFields(body['Text'])), readPart(readFields(body['Html']))];
  if (text === undefined && html === undefined)
    throw createBadRequest('Content.Simple.Body needs Text or Html');
  const destination = readFields(input['Destination']);
  return {
    source,
    sender: readAddress(source),
    to: readList(destination['ToAddresses']),
    cc: readList(destination['CcAddresses']),
    bcc: readList(destination['BccAddresses']),
    subject,
    headers: [...readHeaders(simple['Headers']), ...readReplyTo(input)],
    isRaw: false,
    ...readCommon(input),
    ...(text !== undefined && { text }),
    ...(html !== undefined && { html }),
  };
}

function readRaw(input: Fields, content: Fields): Email {
  const data = readFields(content['Raw'])['Data'];
  if (typeof data !== 'string' || data === '') throw createBadRequest('Content.Raw.Data is required');
  const mime = parseMime(Buffer.from(data, 'base64'));
  const find = (name: string): string | undefined =>
    mime.headers.find((header) => header.name.toLowerCase() === name)?.value;
  const split = (value: string | undefined): string[] =>
    (value ?? '')
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean);
  const source = String(input['FromEmailAddress'] ?? find('from') ?? '');
  if (source === '') throw createBadRequest("Missing required header 'From'.");
  const destination = readFields(input['Destination']);
  const given = [destination['ToAddresses'], destination['CcAddresses'], destination['BccAddresses']].map(
    readList,
  );
  const isGiven = given.some((list) => list.length > 0);
  const [to = [], cc = [], bcc = []] = isGiven
    ? given
    : [split(find('to')), split(find('cc')), split(find('bcc'))];
  const known = new Set(['from', 'to', 'cc', 'bcc', 'subject', 'date', 'message-id']);
  return {
    source,
    sender: readAddress(source),
    to,
    cc,
    bcc,
    subject: find('subject') ?? '',
    headers: mime.headers.filter((header) => !known.has(header.name.toLowerCase())),
    isRaw: true,
    ...readCommon(input),
    ...(mime.text !== undefined && { text: mime.text }),
    ...(mime.html !== undefined && { html: mime.html }),
  };
}

function readCommon(input: Fields): Pick<Email, 'tags' | 'configurationSet' | 'tenant'> {
  const { ConfigurationSetName: set, TenantName: tenant } = input;
  if (typeof tenant === 'string' && set === undefined)
    throw createBadRequest('A tenant sends through one of its configuration sets: give ConfigurationSetName');
  return {
    tags: readTags(input['EmailTags']),
    ...(typeof set === 'string' && { configurationSet: set }),
    ...(typeof tenant === 'string' && { tenant }),
  };
}

function checkRecipients({ to, cc, bcc }: Email): void {
  const all = [...to, ...cc, ...bcc];
  if (all.length === 0) throw createBadRequest('Destination needs at least one recipient');
  if (all.length > maxRecipients) throw createBadRequest(`Recipient count exceeds ${maxRecipients}.`);
  for (const address of all) readAddress(address);
}

function readHeaders(value: unknown): Header[] {
  const headers = (Array.isArray(value) ? value : []).map((entry) => {
    const { Name, Value } = readFields(entry);
    return { name: String(Name ?? ''), value: String(Value ?? '') };
  });
  if (headers.length > maxHeaders)
    throw createBadRequest(`At most ${maxHeaders} message headers are allowed`);
  for (const header of headers) {
    if (!headerName.test(header.name))
      throw createBadRequest(`Invalid header name: ${header.name.slice(0, 50)}`);
    if (!headerValue.test(header.value)) {
      throw createBadRequest(
        `Invalid value of header ${header.name}: 1 to 870 printable ASCII characters are allowed`,
      );
    }
    if (ownHeaders.has(header.name.toLowerCase()))
      throw createBadRequest(`Header ${header.name} cannot be set`);
  }
  return headers;
}

function readReplyTo(input: Fields): Header[] {
  const addresses = readList(input['ReplyToAddresses']);
  for (const address of addresses) readAddress(address);
  return addresses.length === 0 ? [] : [{ name: 'Reply-To', value: addresses.join(', ') }];
}

function readTags(value: unknown): Record<string, string> {
  const tags: [string, string][] = (Array.isArray(value) ? value : []).map((entry) => {
    const { Name, Value } = readFields(entry);
    return [String(Name ?? ''), String(Value ?? '')];
  });
  if (tags.length > maxTags) throw createBadRequest(`At most ${maxTags} email tags are allowed`);
  for (const [name, text] of tags) {
    if ((tag.test(name) || feedbackTags.includes(name)) && tag.test(text)) continue;
    throw createBadRequest(
      `Invalid email tag ${name.slice(0, 50)}: name and value take 1 to 256 of A-Z a-z 0-9 _ - . @`,
    );
  }
  if (new Set(tags.map(([name]) => name)).size < tags.length)
    throw createBadRequest('Duplicate email tag name');
  return Object.fromEntries(tags);
}

function readPart(part: Fields): string | undefined {
  const charset = part['Charset'];
  if (charset !== undefined && !/^(utf-?8|us-ascii|iso-8859-1)$/i.test(String(charset))) {
    throw createBadRequest(`Charset ${String(charset)} is not supported`);
  }
  return typeof part['Data'] === 'string' ? part['Data'] : undefined;
}

function readList(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function readFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function createRefusal(what: string): ServiceError {
  return createBadRequest(`${what} is not emulated by the local cloud: send Content.Simple or Content.Raw.`);
}
