/** One HTTP request whose address is checked when it connects: a later DNS answer cannot differ from the checked one. */
import { type IncomingHttpHeaders, request as requestPlain } from 'node:http';
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

export interface GuardedRequest {
  readonly url: URL;
  readonly method: 'POST' | 'PUT';
  readonly headers: Headers;
  readonly body: string;
  /** Milliseconds. */
  readonly timeLimit: number;
  /** The machine itself is forbidden too. */
  readonly isOwnForbidden: boolean;
  readonly resolve: ResolveName;
}

export interface GuardedAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** The head of the response; redirects are not followed. Throws the connection error. */
export function requestGuarded(call: GuardedRequest): Promise<GuardedAnswer> {
  const { url, method, headers, body, timeLimit } = call;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // A literal address needs no look-up.
  if (isIP(host) !== 0 && isForbiddenAddress(host, call.isOwnForbidden)) {
    return Promise.reject(new HostForbiddenError());
  }
  const request = url.protocol === 'https:' ? requestSecure : requestPlain;
  return new Promise((resolve, reject) => {
    const options = {
      method,
      headers: { ...Object.fromEntries(headers), 'content-length': Buffer.byteLength(body) },
      // An idle connection may be dead when a frozen function resumes.
      agent: false as const,
      lookup: guardLookup(call),
      signal: AbortSignal.timeout(timeLimit),
    };
    const sent = request(url, options, (response) => {
      // The body is not needed, but an unread one keeps its connection busy.
      response.on('error', () => undefined).destroy();
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
    });
    sent.on('error', reject).end(body);
  });
}

function guardLookup({ resolve, isOwnForbidden }: GuardedRequest): LookupFunction {
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
