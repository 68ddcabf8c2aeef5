/** A request and its answer as they travel, whether over a socket or between threads. */

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
  readonly body: string | Uint8Array;
}

/** `hang`: never answered; `disconnect`: the connection is dropped. Faults ask for these. */
export type WireOutcome = WireResponse | 'hang' | 'disconnect';

/** An API call read from the wire, before it is known who makes it. */
export interface DecodedCall {
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

/** How one protocol reads calls and writes answers. */
export interface Protocol {
  /** Undefined when no operation fits; the gateway refuses that loudly. */
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

/** Answers JSON: for control calls and REST services. */
export function answerJson(value: unknown, status = 200, headers: Record<string, string> = {}): WireResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}
