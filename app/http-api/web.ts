/** Requests and responses of the HTTP API. */

export interface ApiRequest {
  /** Upper case. */
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  /** Epoch ms. */
  readonly receivedAt: number;
}

export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const allowOrigin = { 'access-control-allow-origin': '*' };

export function answerJson(
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): ApiResponse {
  return {
    status,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      ...allowOrigin,
      'access-control-expose-headers': 'Retry-After',
      ...headers,
    },
    body: JSON.stringify(body),
  };
}

/** `code`: stable, in lower case with underscores. */
export function answerProblem(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): ApiResponse {
  return answerJson(status, { success: false, code, message }, headers);
}

/** The response to a browser that asks what a page of another host may send. */
export function answerPreflight(): ApiResponse {
  return {
    status: 204,
    headers: {
      ...allowOrigin,
      'access-control-allow-methods': 'GET, POST, OPTIONS',
      // Of Segment's and RudderStack's SDKs.
      'access-control-allow-headers':
        'Authorization, Content-Type, Content-Encoding, X-Retry-Count, AnonymousId',
      'access-control-max-age': '86400',
    },
    body: '',
  };
}
