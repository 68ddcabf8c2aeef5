/**
 * A function URL: an HTTP server of its own on loopback, as every function URL has a host of its own on AWS. A request
 * becomes an invocation in payload format 2.0.
 */

import { checkHost } from '../gateway/caller-guard.ts';
import { answerJson, type WireRequest, type WireResponse } from '../gateway/wire.ts';
import { omitAbsent } from '../omit-absent.ts';
import type { InvokeResult } from './protocol.ts';

export interface FunctionUrlSettings {
  readonly functionName: string;
  /** Epoch ms. */
  now(): number;
  newId(): string;
  /** Whether the resource policy lets everyone invoke the function through its URL. */
  isPublic(): boolean;
  invoke(payload: string): Promise<InvokeResult>;
}

/** Lambda's limit of a request and of a response. */
const maxPayload = 6 * 1024 * 1024;
/** Bodies of these types arrive as text, all others in base64: forms too. */
const textType = /^(?:text\/.+|application\/(?:json|javascript|xml|.+\+json|.+\+xml))$/;
/** Months of the request time in the log format of Apache. */
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export async function handleFunctionUrl(
  request: WireRequest,
  settings: FunctionUrlSettings,
): Promise<WireResponse> {
  const refusal = checkHost(request);
  if (refusal !== undefined) return refusal;
  if (!settings.isPublic()) return answerJson({ Message: 'Forbidden' }, 403);
  if (request.body.length > maxPayload) return answerJson({ Message: 'Request Entity Too Large' }, 413);
  const result = await settings.invoke(JSON.stringify(describeRequest(request, settings)));
  if (result.kind !== 'done') return failed;
  return readAnswer(result.payload);
}

const failed = answerJson({ Message: 'Internal Server Error' }, 502);

/** The event as Lambda makes it. Members without a value are absent. */
function describeRequest(request: WireRequest, settings: FunctionUrlSettings): unknown {
  const { method, headers } = request;
  // The path stays encoded, as it was sent.
  const [rawPath = '/', ...rest] = request.url.split('?');
  const rawQueryString = rest.join('?');
  const query = readQuery(rawQueryString);
  const { cookie, ...others } = headers;
  const host = headers['host'] ?? '';
  const requestId = settings.newId();
  const now = settings.now();
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    ...omitAbsent({ cookies: cookie === undefined ? undefined : cookie.split(/; */) }),
    headers: {
      ...others,
      'x-amzn-trace-id': `Root=1-${requestId}`,
      'x-forwarded-for': sourceIp,
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    },
    ...omitAbsent({ queryStringParameters: query }),
    requestContext: {
      accountId: 'anonymous',
      apiId: settings.functionName,
      domainName: host,
      domainPrefix: host.split('.')[0] ?? '',
      http: {
        method,
        path: decodePath(rawPath),
        protocol: 'HTTP/1.1',
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: '$default',
      stage: '$default',
      time: formatTime(now),
      timeEpoch: now,
    },
    ...describeBody(request),
  };
}

const sourceIp = '127.0.0.1';

function describeBody({ body, headers }: WireRequest): { body?: string; isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const buffer = Buffer.from(body);
  // A compressed body is no text, whatever its type.
  return textType.test(type) && headers['content-encoding'] === undefined
    ? { body: buffer.toString('utf8'), isBase64Encoded: false }
    : { body: buffer.toString('base64'), isBase64Encoded: true };
}

/** Values of a name that occurs several times are joined by commas. */
function readQuery(text: string): Record<string, string> | undefined {
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    query[name] = query[name] === undefined ? value : `${query[name]},${value}`;
  }
  return Object.keys(query).length === 0 ? undefined : query;
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function formatTime(now: number): string {
  const [date = '', time = ''] = new Date(now).toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `${day}/${months[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
}

/** With a `statusCode` the result is a response; anything else is the body of a JSON response with status 200. */
function readAnswer(payload: string): WireResponse {
  const answer = parse(payload);
  if (answer === null || typeof answer !== 'object' || !('statusCode' in answer)) {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: payload };
  }
  const { statusCode, headers = {}, cookies, body = '', isBase64Encoded = false } = answer as UrlResult;
  const status = Number(statusCode);
  const isValid =
    Number.isInteger(status) && status >= 100 && status <= 599 && typeof body === 'string' && isFlat(headers);
  if (!isValid || payload.length > maxPayload) return failed;
  return {
    status,
    headers: {
      'content-type': 'application/json',
      ...Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
      ),
    },
    ...omitAbsent({ cookies }),
    body: isBase64Encoded ? Buffer.from(body, 'base64') : body,
  };
}

interface UrlResult {
  readonly statusCode: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly cookies?: readonly string[];
  readonly body?: unknown;
  readonly isBase64Encoded?: boolean;
}

function isFlat(headers: unknown): boolean {
  return (
    headers !== null &&
    typeof headers === 'object' &&
    Object.values(headers).every((value) => ['string', 'number', 'boolean'].includes(typeof value))
  );
}

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}
