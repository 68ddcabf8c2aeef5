/** AWS Query: form-encoded requests, XML responses (CloudFormation, SNS, STS). */

import type { Protocol, WireResponse } from './wire.ts';
import { writeElement } from './xml.ts';

/**
 * `namespace`: the XML namespace of the service's responses. Lists are written as `member` elements, a Map as its entries.
 * `codes`: error codes that the service names differently from the others.
 */
export function createQueryProtocol(
  namespace: string,
  codes: Readonly<Record<string, string>> = {},
): Protocol {
  return {
    decode: ({ url, body }) => {
      const parameters = new URLSearchParams(Buffer.from(body).toString());
      for (const [key, value] of new URL(url, 'http://local').searchParams) parameters.append(key, value);
      const operation = parameters.get('Action');
      return operation === null ? undefined : { operation, input: Object.fromEntries(parameters) };
    },
    encode: ({ operation }, output, requestId): WireResponse => {
      const result = writeElement(`${operation}Result`, wrapLists(output));
      const metadata = writeElement('ResponseMetadata', { RequestId: requestId });
      return answerXml(
        200,
        `<${operation}Response xmlns="${namespace}">${result}${metadata}</${operation}Response>`,
      );
    },
    encodeError: ({ code, status, message }, requestId): WireResponse => {
      const error = {
        Type: status < 500 ? 'Sender' : 'Receiver',
        Code: codes[code] ?? code,
        Message: message,
      };
      return answerXml(status, writeElement('ErrorResponse', { Error: error, RequestId: requestId }));
    },
  };
}

function answerXml(status: number, body: string): WireResponse {
  return { status, headers: { 'content-type': 'text/xml' }, body: `<?xml version="1.0"?>${body}` };
}

function wrapLists(value: unknown): unknown {
  if (value instanceof Map) return { entry: [...value].map(([key, each]) => ({ key, value: each })) };
  if (Array.isArray(value)) return { member: value.map(wrapLists) };
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, wrapLists(inner)]));
}
