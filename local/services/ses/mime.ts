/** Reads the parts of a MIME message that an inbox needs: headers, and the first text and HTML parts. */

export interface MimeMessage {
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly text?: string;
  readonly html?: string;
}

/** UTF-8 and Latin-1 bodies, base64 and quoted-printable; other parts are skipped. */
export function parseMime(bytes: Uint8Array): MimeMessage {
  const { headers, body } = splitHeaders(Buffer.from(bytes).toString('latin1'));
  return { headers, ...readBody(headers, body) };
}

function splitHeaders(raw: string): { headers: { name: string; value: string }[]; body: string } {
  const end = /\r?\n\r?\n/.exec(raw);
  const head = end === null ? raw : raw.slice(0, end.index);
  const body = end === null ? '' : raw.slice(end.index + end[0].length);
  const headers = head
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
    .flatMap((line) => {
      const colon = line.indexOf(':');
      return colon > 0
        ? [{ name: line.slice(0, colon), value: decodeWords(line.slice(colon + 1).trim()) }]
        : [];
    });
  return { headers, body };
}

function readBody(headers: MimeMessage['headers'], body: string): { text?: string; html?: string } {
  const type = findHeader(headers, 'content-type') ?? 'text/plain';
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (/^multipart\//i.test(type) && boundary !== undefined) {
    const found: { text?: string; html?: string } = {};
    for (const part of body.split(`--${boundary}`).slice(1)) {
      if (part.startsWith('--')) break;
      const inner = splitHeaders(part.replace(/^\r?\n/, ''));
      const parts = readBody(inner.headers, inner.body.replace(/\r?\n$/, ''));
      if (parts.text !== undefined) found.text ??= parts.text;
      if (parts.html !== undefined) found.html ??= parts.html;
    }
    return found;
  }
  const isAttached = /^attachment/i.test(findHeader(headers, 'content-disposition') ?? '');
  if (isAttached || !/^text\/(plain|html)/i.test(type)) return {};
  const encoding = (findHeader(headers, 'content-transfer-encoding') ?? '7bit').toLowerCase();
  const charset = /charset="?([^";]+)"?/i.exec(type)?.[1] ?? 'utf-8';
  const content = decodeCharset(decodeTransfer(body, encoding), charset);
  return /^text\/html/i.test(type) ? { html: content } : { text: content };
}

function findHeader(headers: MimeMessage['headers'], name: string): string | undefined {
  return headers.find((header) => header.name.toLowerCase() === name)?.value;
}

function decodeTransfer(body: string, encoding: string): Buffer {
  if (encoding === 'base64') return Buffer.from(body, 'base64');
  if (encoding !== 'quoted-printable') return Buffer.from(body, 'latin1');
  const joined = body.replace(/=\r?\n/g, '');
  return Buffer.from(
    joined.replace(/=([0-9A-Fa-f]{2})/g, (_match, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    ),
    'latin1',
  );
}

function decodeCharset(bytes: Buffer, charset: string): string {
  return /^(iso-8859-1|latin1)$/i.test(charset) ? bytes.toString('latin1') : bytes.toString('utf8');
}

/** RFC 2047 encoded words. */
function decodeWords(value: string): string {
  return value.replace(
    /=\?([^?]+)\?([BQ])\?([^?]*)\?=/gi,
    (_match, charset: string, kind: string, text: string) => {
      const encoding = kind.toUpperCase() === 'B' ? 'base64' : 'quoted-printable';
      return decodeCharset(
        decodeTransfer(encoding === 'base64' ? text : text.replace(/_/g, ' '), encoding),
        charset,
      );
    },
  );
}
