/** One HTTP request whose address is checked when it connects: a later DNS answer cannot differ from the checked one. */
import { type IncomingHttpHeaders, type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isForbiddenAddress, type ResolveName } from './forbidden-address.ts';

/** The name resolves to an address that no webhook may call. */
export class HostForbiddenError extends Error {
  readonly code = 'host_forbidden';
  constructor() {
    super('The host of a webhook resolves to this machine or to a link-local address. Correct its URL.');
    this.name = 'HostForbiddenError';
  }
}

/** The answer is larger than the caller accepts. */
export class AnswerTooLargeError extends Error {
  readonly code = 'too_large';
  constructor(limit: number) {
    super(`The answer of the host has more than ${limit} bytes. Serve a smaller one.`);
    this.name = 'AnswerTooLargeError';
  }
}

interface GuardedCall {
  readonly url: URL;
  readonly headers: Headers;
  /** Milliseconds. */
  readonly timeLimit: number;
  /** The machine itself is forbidden too. */
  readonly isOwnForbidden: boolean;
  readonly resolve: ResolveName;
}

export interface GuardedRequest extends GuardedCall {
  readonly method: 'POST' | 'PUT';
  readonly body: string;
}

export interface GuardedAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** The head of the response; redirects are not followed. Throws the connection error. */
export function requestGuarded({ method, body, ...call }: GuardedRequest): Promise<GuardedAnswer> {
  const headers = { 'content-length': String(Buffer.byteLength(body)) };
  return open(call, { method, headers, body }, (response) => {
    // The body is not needed, but an unread one keeps its connection busy.
    response.on('error', () => undefined).destroy();
    return Promise.resolve({ status: response.statusCode ?? 0, headers: response.headers });
  });
}

/** A GET with its body of at most `limit` bytes. Throws AnswerTooLargeError, and the same as `requestGuarded`. */
export function readGuarded(
  call: GuardedCall,
  limit: number,
): Promise<GuardedAnswer & { readonly body: string }> {
  return open(call, { method: 'GET', headers: {}, body: '' }, async (response) => {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of response) {
      length += (chunk as Buffer).length;
      // Leaving the loop closes the connection.
      if (length > limit) throw new AnswerTooLargeError(limit);
      chunks.push(chunk as Buffer);
    }
    const { statusCode: status = 0, headers } = response;
    return { status, headers, body: Buffer.concat(chunks).toString() };
  });
}

interface Sent {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function open<Answer>(
  call: GuardedCall,
  { method, headers, body }: Sent,
  read: (response: IncomingMessage) => Promise<Answer>,
): Promise<Answer> {
  const { url, timeLimit } = call;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // A literal address needs no look-up.
  if (isIP(host) !== 0 && isForbiddenAddress(host, call.isOwnForbidden)) {
    return Promise.reject(new HostForbiddenError());
  }
  const request = url.protocol === 'https:' ? requestSecure : requestPlain;
  return new Promise((resolve, reject) => {
    const options = {
      method,
      headers: { ...Object.fromEntries(call.headers), ...headers },
      // An idle connection may be dead when a frozen function resumes.
      agent: false as const,
      lookup: guardLookup(call),
      signal: AbortSignal.timeout(timeLimit),
    };
    const sent = request(url, options, (response) => {
      read(response).then(resolve, reject);
    });
    sent.on('error', reject).end(body);
  });
}

function guardLookup({ resolve, isOwnForbidden }: GuardedCall): LookupFunction {
  return (name, options, answer) => {
    resolve(name).then(
      (addresses) => {
        const isForbidden = addresses.some((address) => isForbiddenAddress(address, isOwnForbidden));
        if (isForbidden) return answer(new HostForbiddenError(), []);
        const found = addresses.map((address) => ({ address, family: isIP(address) }));
        const [first] = found;
        if (first === undefined)
          return answer(Object.assign(new Error('No address'), { code: 'ENOTFOUND' }), []);
        return options.all ? answer(null, found) : answer(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => answer(error, []),
    );
  };
}
