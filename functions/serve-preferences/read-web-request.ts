/** A request in the event format 2.0 of function URLs. */
import type { LambdaFunctionURLEvent } from 'aws-lambda';
import type { WebRequest } from '../../app/preferences/web.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';

/** With it CloudFront shows that the request passed it: the function's own URL takes every header from everyone. */
const proxyHeader = 'x-percorso-proxy';

/** `proxyKey`: what CloudFront sends in `x-percorso-proxy`; empty when there is no CloudFront in front. */
export function readWebRequest(event: LambdaFunctionURLEvent, proxyKey: string): WebRequest {
  const { headers, rawPath, rawQueryString, requestContext } = event;
  const isProxied = proxyKey !== '' && headers[proxyHeader] === proxyKey;
  const ip = isProxied ? findForwarded(headers, requestContext.http.sourceIp) : requestContext.http.sourceIp;
  return {
    method: requestContext.http.method.toUpperCase(),
    path: rawPath,
    query: new URLSearchParams(rawQueryString),
    form: readForm(event),
    acceptLanguage: headers['accept-language'] ?? '',
    isPrefetch: prefetchHeaders.some((name) => /prefetch|preview|prerender/i.test(headers[name] ?? '')),
    ...omitAbsent({ ip, userAgent: headers['user-agent'] }),
  };
}

/** The standard one, and those of older browsers. */
const prefetchHeaders = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'];

function readForm({ headers, body = '', isBase64Encoded }: LambdaFunctionURLEvent): URLSearchParams {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') return new URLSearchParams();
  return new URLSearchParams(isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body);
}

/** The last address before CloudFront's own: what comes before it in the header is the reader's word. */
function findForwarded(headers: LambdaFunctionURLEvent['headers'], proxy: string): string | undefined {
  const chain = (headers['x-forwarded-for'] ?? '').split(',').map((part) => part.trim());
  return chain.filter((address) => address !== '' && address !== proxy).at(-1);
}
