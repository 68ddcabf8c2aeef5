/** A request and its response, sent over a socket or between threads. */

export interface WireRequest {
  readonly method: string;
  /** Path and query string. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** One `Set-Cookie` header each. */
  readonly cookies?: readonly string[];
  readonly body: string | Uint8Array;
}

/** `hang`: no response; `disconnect`: the connection is closed. Used by faults. */
export type WireOutcome = WireResponse | 'hang' | 'disconnect';

/** An API call read from the wire, before its caller is identified. */
export interface DecodedCall {
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

/** How one protocol reads calls and writes responses. */
export interface Protocol {
  /** Undefined when no operation matches; the gateway refuses the call and reports it. */
  decode(request: WireRequest): DecodedCall | undefined;
  encode(call: DecodedCall, output: Record<string, unknown>, requestId: string): WireResponse;
  encodeError(error: WireError, requestId: string): WireResponse;
}

export interface WireError {
  readonly code: string;
  readonly status: number;
  readonly message: string;
  readonly members: Readonly<Record<string, unknown>>;
}

/** A JSON response: for control calls and REST services. */
export function answerJson(value: unknown, status = 200, headers: Record<string, string> = {}): WireResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}
