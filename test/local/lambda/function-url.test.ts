/** Function URLs: the event that a function gets, what becomes of its result, and what is refused. */

import { CfnOutput, type Stack } from 'aws-cdk-lib';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  OriginRequestPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { FunctionUrlOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import {
  type CfnFunction,
  CfnPermission,
  CfnUrl,
  Code,
  FunctionUrlAuthType,
  Function as Lambda,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startCloud } from '../../../local/cloud.ts';
import type { Cloud } from '../../../local/running-cloud.ts';
import { bundleHandler, synthesize } from '../fixtures/chain-stack.ts';

const quiet = { port: 0, seed: 3, repeats: 0, onReport: () => undefined };

function addEcho(stack: Stack): Lambda {
  return new Lambda(stack, 'Echo', {
    functionName: 'echo',
    code: Code.fromAsset(bundleHandler('echo')),
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    memorySize: 256,
  });
}

let cloud: Cloud;
let url = '';
beforeAll(async () => {
  const fixture = synthesize((stack) => {
    const { url: value } = addEcho(stack).addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
    new CfnOutput(stack, 'Url', { value });
  });
  cloud = await startCloud({ ...fixture, ...quiet });
  url = cloud.stack.outputs.find(({ key }) => key === 'Url')?.value ?? '';
});
afterAll(() => cloud.stop());

async function call(path: string, init: RequestInit = {}): Promise<Record<string, unknown>> {
  const response = await fetch(new URL(path, url), init);
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}

it('has an origin of its own, apart from the origin that controls the local cloud', () => {
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  expect(new URL(url).origin).not.toBe(cloud.endpoint);
});

it('passes a request on in payload format 2.0', async () => {
  const event = await call('u/a%2Fb?x=1&x=2&y=%26', {
    method: 'PUT',
    headers: {
      'X-Custom': 'One',
      cookie: 'a=1; b=2',
      'user-agent': 'Mail/1',
      'content-type': 'text/plain; charset=utf-8',
    },
    body: 'ciao è',
  });
  expect(event).toMatchObject({
    version: '2.0',
    routeKey: '$default',
    rawPath: '/u/a%2Fb',
    rawQueryString: 'x=1&x=2&y=%26',
    queryStringParameters: { x: '1,2', y: '&' },
    cookies: ['a=1', 'b=2'],
    headers: { 'x-custom': 'One', 'x-forwarded-proto': 'https' },
    requestContext: {
      accountId: 'anonymous',
      http: { method: 'PUT', path: '/u/a/b', sourceIp: '127.0.0.1', userAgent: 'Mail/1' },
      stage: '$default',
      time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
    },
    body: 'ciao è',
    isBase64Encoded: false,
  });
  expect(event['headers']).not.toHaveProperty('cookie');
});

it('has no body, cookies or query parameters where the request has none', async () => {
  const event = await call('');
  expect(event).toMatchObject({ rawPath: '/', rawQueryString: '', isBase64Encoded: false });
  expect(Object.keys(event)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(?:body|cookies|queryStringParameters)$/)]),
  );
});

it.each([
  ['application/json', '{"a":1}', false],
  ['application/ld+json', '{}', false],
  ['text/html', '<p>', false],
  ['application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click', true],
  ['multipart/form-data; boundary=b', '--b--', true],
  ['', 'no type', true],
])('encodes the body of type "%s" as Lambda does', async (type, text, isBase64Encoded) => {
  const body = Buffer.from(text);
  const event = await call('', {
    method: 'POST',
    body,
    ...(type ? { headers: { 'content-type': type } } : {}),
  });
  expect(event['isBase64Encoded']).toBe(isBase64Encoded);
  expect(event['body']).toBe(isBase64Encoded ? body.toString('base64') : text);
});

const ask = (answer: unknown, init: RequestInit = {}) =>
  fetch(new URL(`?answer=${encodeURIComponent(JSON.stringify(answer))}`, url), init);

it('answers with the status, headers, cookies and body of a result that has a status', async () => {
  const response = await ask({
    statusCode: 503,
    headers: { 'Retry-After': 60, 'Content-Type': 'text/html' },
    cookies: ['a=1; Secure', 'b=2'],
    body: Buffer.from('è').toString('base64'),
    isBase64Encoded: true,
  });
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('60');
  expect(response.headers.get('content-type')).toBe('text/html');
  expect(response.headers.getSetCookie()).toEqual(['a=1; Secure', 'b=2']);
  expect(await response.text()).toBe('è');
});

it('answers with a result without a status as JSON, and to HEAD without a body', async () => {
  const response = await ask({ a: 1 });
  expect([response.status, await response.text()]).toEqual([200, '{"a":1}']);
  const head = await ask({ statusCode: 200, body: 'text' }, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
});

it.each([
  [{ statusCode: 'ok' }],
  [{ statusCode: 99 }],
  [{ statusCode: 200, body: { a: 1 } }],
  [{ statusCode: 200, headers: { a: ['b'] } }],
])('answers 502 to the malformed result %j', async (answer) => {
  expect((await ask(answer)).status).toBe(502);
});

it('answers 502 when the function fails', async () => {
  expect((await fetch(new URL('fail', url))).status).toBe(502);
});

it.each([
  ['AuthType', { authType: 'AWS_IAM' }],
  ['InvokeMode', { authType: 'NONE', invokeMode: 'RESPONSE_STREAM' }],
  ['Cors', { authType: 'NONE', cors: { allowOrigins: ['*'] } }],
])('refuses a URL with the unknown %s', async (name, properties) => {
  const fixture = synthesize((stack) => {
    new CfnUrl(stack, 'Url', { targetFunctionArn: addEcho(stack).functionArn, ...properties });
  });
  await expect(startCloud({ ...fixture, ...quiet })).rejects.toThrow(`Resources.Url.Properties.${name}`);
});

it('answers 403 while the function lacks one of the two permissions', async () => {
  const fixture = synthesize((stack) => {
    const echo = addEcho(stack);
    new CfnUrl(stack, 'Url', { targetFunctionArn: echo.functionArn, authType: 'NONE' });
    new CfnPermission(stack, 'Permission', {
      action: 'lambda:InvokeFunctionUrl',
      functionName: (echo.node.defaultChild as CfnFunction).ref,
      principal: '*',
      functionUrlAuthType: 'NONE',
    });
  });
  const other = await startCloud({ ...fixture, ...quiet });
  expect((await fetch(`${other.lambda.functionUrl('echo')}/`)).status).toBe(403);
  await other.stop();
});

describe('a distribution in front of a function URL', () => {
  const behind = (properties: Partial<BehaviorOptions>) =>
    synthesize((stack) => {
      const url = addEcho(stack).addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
      const distribution = new Distribution(stack, 'Cdn', {
        defaultBehavior: {
          origin: new FunctionUrlOrigin(url),
          cachePolicy: CachePolicy.CACHING_DISABLED,
          originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
          ...properties,
        },
      });
      new CfnOutput(stack, 'Domain', { value: distribution.distributionDomainName });
    });

  it('passes requests on with their method, body and headers, and refuses methods that it does not allow', async () => {
    const open = async (allowedMethods?: AllowedMethods) => {
      const other = await startCloud({ ...behind(allowedMethods ? { allowedMethods } : {}), ...quiet });
      const domain = other.stack.outputs.find(({ key }) => key === 'Domain')?.value;
      const request = { method: 'POST', body: 'a=1', headers: { 'content-type': 'text/plain' } };
      const response = await fetch(`http://${domain}/u/x?y=1`, request);
      const answer = { status: response.status, body: (await response.json()) as Record<string, unknown> };
      await other.stop();
      return answer;
    };
    expect(await open(AllowedMethods.ALLOW_ALL)).toMatchObject({
      status: 200,
      body: {
        rawPath: '/u/x',
        rawQueryString: 'y=1',
        body: 'a=1',
        requestContext: { http: { method: 'POST' } },
      },
    });
    expect((await open()).status).toBe(403);
  });

  it('is refused with a cache', async () => {
    const cached = behind({ cachePolicy: CachePolicy.CACHING_OPTIMIZED });
    await expect(startCloud({ ...cached, ...quiet })).rejects.toThrow('DefaultCacheBehavior.CachePolicyId');
    // The function's URL had a server already. Node releases a closed server in a later turn of its loop.
    // The two that are left are of `cloud`.
    await vi.waitFor(() => expect(countServers()).toBe(2));
  });
});

function countServers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;
}
