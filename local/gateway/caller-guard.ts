/**
 * Refuses requests of other web pages. A browser on the same machine can connect to loopback ports, so any page could
 * control the local cloud: by a form, by an image, or under a host name that its owner points to 127.0.0.1.
 */

import { answerJson, type WireRequest, type WireResponse } from './wire.ts';

const loopback = /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])(?::\d+)?$/i;

/** The response to a request that must be refused; undefined for one that may be served. */
export function checkCaller(request: WireRequest): WireResponse | undefined {
  const { headers, url } = request;
  const host = headers['host'] ?? '';
  const refusal = checkHost(request);
  if (refusal !== undefined) return refusal;
  if (isForeignPage(request, host)) {
    return answerError(
      'origin_refused',
      `A page of ${headers['origin'] ?? 'another site'} may not call the local cloud. Call it from a shell, or from its own page.`,
    );
  }
  return url.startsWith('/_local/') ? checkContentType(request) : undefined;
}

/** A function URL is public on AWS too: any page may call it, but under no other name of this machine. */
export function checkHost({ headers }: WireRequest): WireResponse | undefined {
  const host = headers['host'] ?? '';
  if (loopback.test(host)) return undefined;
  return answerError(
    'host_refused',
    `Host "${host}" is not this machine. Use 127.0.0.1 or localhost, with the port.`,
  );
}

function isForeignPage({ headers, method, url }: WireRequest, host: string): boolean {
  const { origin, 'sec-fetch-site': site, 'sec-fetch-dest': destination } = headers;
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) return true;
  if (site === undefined || site === 'same-origin' || site === 'none') return false;
  // A link on another page may open the inbox, which cannot be shown in a frame.
  return !(method === 'GET' && url === '/' && destination === 'document');
}

/**
 * A form cannot send JSON. The default content type of curl is accepted from callers that are no browser: a browser's
 * POST carries `Origin`, and `Sec-Fetch-Site` to loopback addresses.
 */
function checkContentType({ headers, method, body }: WireRequest): WireResponse | undefined {
  if (method === 'GET' || method === 'HEAD') return undefined;
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type === 'application/json') return undefined;
  const isBrowser = headers['origin'] !== undefined || headers['sec-fetch-site'] !== undefined;
  const isPlain = type === 'application/x-www-form-urlencoded' || (type === undefined && body.length === 0);
  if (isPlain && !isBrowser) return undefined;
  return answerError(
    'content_type_refused',
    `Content-Type is ${type === undefined ? 'absent' : `"${type}"`}. Send JSON with content-type: application/json.`,
    415,
  );
}

function answerError(code: string, message: string, status = 403): WireResponse {
  return answerJson({ code, message }, status);
}
