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

/** Every answer without a person: its code, its status, and what it means. */
export const refusals = {
  path_invalid: { status: 400, meaning: 'The message says what was expected.' },
  query_invalid: { status: 400, meaning: 'The message says what was expected.' },
  identifier_invalid: { status: 400, meaning: 'The identifier has no value.' },
  key_invalid: { status: 401, meaning: 'The key is missing, unknown, revoked or expired.' },
  scope_missing: { status: 403, meaning: 'The key has not the scope that `scope` names.' },
  person_unknown: { status: 404, meaning: 'No person has this identifier, or the person was erased.' },
  method_unknown: { status: 405, meaning: 'The API knows GET only.' },
  identifier_shared: { status: 409, meaning: 'Several people state the identifier: use another one.' },
  body_unexpected: { status: 413, meaning: 'A request has no body.' },
  uri_too_long: { status: 414, meaning: 'The path and the query have at most 4,096 characters each.' },
  limit_reached: { status: 429, meaning: 'The key has used its requests of this minute.' },
  headers_too_large: { status: 431, meaning: 'All headers together have at most 16,384 characters.' },
  not_answered: { status: 503, meaning: 'A table was not read, or the look was not recorded: ask again.' },
} as const;
export type RefusalCode = keyof typeof refusals;

/** A request gets this answer and nothing else. Its text never repeats what was received: that can be an identifier. */
export class RequestRefusedError extends Error {
  readonly code: RefusalCode;
  readonly status: number;
  readonly headers: Headers;
  readonly more: object;
  /** A key asked for an identifier that shows no person. */
  readonly isAttempt: boolean;
  constructor(
    code: RefusalCode,
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
    this.status = refusals[code].status;
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
