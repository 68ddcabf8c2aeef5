/** AWS JSON 1.0 and 1.1: one POST, the operation in `x-amz-target`. */

import { omitAbsent } from '../omit-absent.ts';
import type { Protocol, WireError, WireResponse } from './wire.ts';

/** `version`: as the service's SDK clients expect it in the content type. */
export function createJsonProtocol(version: '1.0' | '1.1', isQueryCompatible = false): Protocol {
  const contentType = `application/x-amz-json-${version}`;
  return {
    decode: ({ headers, body }) => {
      const operation = headers['x-amz-target']?.split('.').at(-1);
      if (operation === undefined) return undefined;
      return { operation, input: body.length === 0 ? {} : JSON.parse(Buffer.from(body).toString()) };
    },
    encode: (_call, output, requestId): WireResponse => ({
      status: 200,
      headers: { 'content-type': contentType, 'x-amzn-requestid': requestId },
      body: JSON.stringify(output),
    }),
    encodeError: (error: WireError, requestId): WireResponse => {
      const { queryErrorCode, ...members } = error.members;
      const fault = error.status < 500 ? 'Sender' : 'Receiver';
      return {
        status: error.status,
        headers: {
          'content-type': contentType,
          'x-amzn-requestid': requestId,
          'x-amzn-errortype': error.code,
          ...omitAbsent({
            'x-amzn-query-error': isQueryCompatible ? `${queryErrorCode ?? error.code};${fault}` : undefined,
          }),
        },
        body: JSON.stringify({ __type: error.code, message: error.message, ...members }),
      };
    },
  };
}
