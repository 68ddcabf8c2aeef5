/** Function URLs: an HTTP request to `/_url/<function>/...` becomes an invocation in payload format 2.0. */

import { answerJson, type WireRequest, type WireResponse } from '../gateway/wire.ts';
import type { Cloud } from '../running-cloud.ts';

interface UrlResult {
  statusCode?: number;
  headers?: Record<string, string>;
  cookies?: string[];
  body?: string;
  isBase64Encoded?: boolean;
}

export async function handleFunctionUrl(request: WireRequest, cloud: Cloud): Promise<WireResponse> {
  const { pathname, searchParams, search } = new URL(request.url, 'http://local');
  const [, name = '', rest = ''] = /^\/_url\/([^/]+)(.*)$/.exec(pathname) ?? [];
  const target = cloud.lambda.functionUrl(name);
  if (target === undefined) return answerJson({ Message: 'Forbidden' }, 403);
  const event = {
    version: '2.0',
    routeKey: '$default',
    rawPath: rest || '/',
    rawQueryString: search.slice(1),
    headers: request.headers,
    queryStringParameters: Object.fromEntries(searchParams),
    requestContext: {
      accountId: cloud.stack.scope.accountId,
      apiId: name,
      domainName: new URL(cloud.endpoint).host,
      http: {
        method: request.method,
        path: rest || '/',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: name,
      routeKey: '$default',
      stage: '$default',
      timeEpoch: cloud.clock.now(),
    },
    body: Buffer.from(request.body).toString('base64'),
    isBase64Encoded: true,
  };
  const result = await cloud.activity.track(target.invoke(JSON.stringify(event)), target.settings.logicalId);
  if (result.kind !== 'done') return answerJson({ Message: 'Internal Server Error' }, 502);
  const answer: unknown = JSON.parse(result.payload);
  if (answer === null || typeof answer !== 'object' || !('statusCode' in answer)) return answerJson(answer);
  const { statusCode = 200, headers = {}, body = '', isBase64Encoded, cookies } = answer as UrlResult;
  return {
    status: statusCode,
    headers: {
      'content-type': 'application/json',
      ...Object.fromEntries(Object.entries(headers).map(([key, value]) => [key.toLowerCase(), value])),
      ...(cookies === undefined ? {} : { 'set-cookie': cookies.join(', ') }),
    },
    body: isBase64Encoded ? Buffer.from(body, 'base64') : body,
  };
}
