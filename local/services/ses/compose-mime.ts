/** The message as SES hands it to the receiving server, without a DKIM signature: headers, then text and HTML. */
import { listHeaders, type SentEmail } from './feedback.ts';

/** RFC 5322: lines end with CR LF. */
export function composeMime({ email, messageId, sentAt }: SentEmail): string {
  const parts = [
    ['text/plain', email.text],
    ['text/html', email.html],
  ].flatMap(([type = '', content]) => (content === undefined ? [] : [composePart(type, content)]));
  const boundary = `----=_Part_${messageId}`;
  const [only = ''] = parts;
  const body =
    parts.length === 1
      ? only
      : [
          `Content-Type: multipart/alternative; boundary="${boundary}"\r\n`,
          ...parts.map((part) => `--${boundary}\r\n${part}`),
          `--${boundary}--\r\n`,
        ].join('\r\n');
  const headers = [
    { name: 'Date', value: new Date(sentAt).toUTCString().replace('GMT', '+0000') },
    { name: 'Message-ID', value: `<${messageId}@email.amazonses.com>` },
    ...listHeaders(email),
  ];
  return `${headers.map(({ name, value }) => `${name}: ${encodeValue(value)}\r\n`).join('')}${body}`;
}

function composePart(type: string, content: string): string {
  const encoded = Buffer.from(content).toString('base64').replace(/.{76}/g, '$&\r\n');
  return `Content-Type: ${type}; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${encoded}\r\n`;
}

/** As SES does for the subject: text beyond ASCII in encoded words (RFC 2047), folded. ASCII stays as it came. */
function encodeValue(value: string): string {
  if (/^[ -~]*$/.test(value)) return value;
  const words = [''];
  for (const letter of value) {
    const word = `${words.at(-1)}${letter}`;
    if (Buffer.byteLength(word) > 42) words.push(letter);
    else words[words.length - 1] = word;
  }
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ');
}
