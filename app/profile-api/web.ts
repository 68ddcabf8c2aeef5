/** Requests and answers of the Profile API. No page of another host may read an answer, and no cache may keep one. */

export interface ProfileRequest {
  /** Upper case. */
  readonly method: string;
  /** Percent-encoded, as it was sent. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly bodyLength: number;
  /** IP address of the caller. */
  readonly from: string;
  /** Of the request; unique. */
  readonly id: string;
}

export interface ProfileAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Headers = Readonly<Record<string, string>>;

/** A request gets this answer and nothing else. Its text never repeats what was received: that can be an identifier. */
export class RequestRefusedError extends Error {
  readonly code: string;
  readonly status: number;
  readonly headers: Headers;
  readonly more: object;
  /** A key asked for an identifier that shows no person. */
  readonly isAttempt: boolean;
  constructor(
    status: number,
    code: string,
    message: string,
    {
      headers = {},
      isAttempt = false,
      ...more
    }: { readonly headers?: Headers; readonly isAttempt?: boolean; readonly scope?: string } = {},
  ) {
    super(message);
    this.name = 'RequestRefusedError';
    this.code = code;
    this.status = status;
    this.headers = headers;
    this.more = more;
    this.isAttempt = isAttempt;
  }
}

export function answerJson(status: number, body: object, headers: Headers = {}): ProfileAnswer {
  return {
    status,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
    body: JSON.stringify(body),
  };
}

export function answerRefusal({ status, code, message, headers, more }: RequestRefusedError): ProfileAnswer {
  return answerJson(status, { code, message, ...more }, headers);
}
