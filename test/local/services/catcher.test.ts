/** Nothing that a function sends leaves the machine, unless its host is allowed by name. */
import { createServer, type IncomingHttpHeaders, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Code, Function as Lambda, Runtime } from 'aws-cdk-lib/aws-lambda';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startCloud } from '../../../local/cloud.ts';
import type { Cloud } from '../../../local/running-cloud.ts';
import { bundleHandler, synthesize } from '../fixtures/chain-stack.ts';

let cloud: Cloud;
let server: Server;
let own = '';
const received: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    received.push(request.url ?? '');
    response.writeHead(202).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  own = `http://127.0.0.1:${port}`;
  const { cdkOut } = synthesize((stack) => {
    new Lambda(stack, 'Caller', {
      functionName: 'caller',
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromAsset(bundleHandler('caller')),
    });
  });
  cloud = await startCloud({
    cdkOut,
    port: 0,
    seed: 5,
    allowedHosts: [`localhost:${port}`],
    onReport: () => undefined,
  });
});
afterAll(async () => {
  await cloud.stop();
  server.close();
});
afterEach(async () => {
  received.length = 0;
  await cloud.reset();
});

async function call(client: string, url: string): Promise<unknown> {
  const result = await cloud.lambda.findFunction('caller')?.invoke(JSON.stringify({ client, url }));
  return result?.kind === 'done' ? JSON.parse(result.payload) : result;
}

it('captures a call whose response is planned to be lost, and the caller gets none', async () => {
  cloud.catcher.plan({ host: 'crm.example', status: 200, count: 1, isLost: true });
  expect(cloud.catcher.planned()).toEqual([{ host: 'crm.example', status: 200, count: 1, isLost: true }]);
  expect(await call('request', 'https://crm.example/orders')).not.toBe(200);
  expect(cloud.messages()).toMatchObject([{ to: 'https://crm.example/orders', outcome: 'delivered' }]);
  expect(await call('request', 'https://crm.example/orders')).toBe(200);
  expect(() => cloud.catcher.plan({ host: 'crm.example', status: 200, isLost: 'yes' })).toThrow('isLost');
});

it.each([
  { host: 'https://crm.example/', status: 503 },
  { host: '', status: 503 },
  { host: 'crm.example', status: 503, times: 2 },
  { host: 'crm.example', status: 429, retryAfter: -1 },
  { host: 'crm.example', status: 429, retryAfter: '90' },
  { host: 'crm.example', status: 429, retryAfter: 'tomorrow' },
])('refuses the planned answer %j, which could have no effect', (answer) => {
  expect(() => cloud.catcher.plan(answer)).toThrow('Give host');
});

describe.each(['fetch', 'request', 'pinned'])('a function that calls by %s', (client) => {
  it.each(['http://crm.example/orders?a=1', 'https://crm.example/orders', 'https://crm.example:8443/'])(
    'has its call to %s captured and answered 200',
    async (url) => {
      expect(await call(client, url)).toBe(200);
      expect(cloud.messages()).toMatchObject([
        { channel: 'webhook', to: url, text: '{"n":1}', outcome: 'delivered', raw: { method: 'POST' } },
      ]);
    },
  );

  it('reaches a host of this machine only under the name that is allowed', async () => {
    expect(await call(client, `${own}/a`)).toBe(200);
    expect(received).toEqual([]);
    expect(await call(client, `${own.replace('127.0.0.1', 'localhost')}/b`)).toBe(202);
    expect(received).toEqual(['/b']);
    expect(cloud.messages()).toHaveLength(1);
  });
});

it.each([90, 'Sun, 22 Nov 2026 08:00:00 GMT'])(
  'asks for the next call by Retry-After: %s',
  async (retryAfter) => {
    const answer = { host: 'api.example', status: 429, count: 1, retryAfter };
    expect(cloud.catcher.plan(answer)).toEqual([answer]);
    const { headers } = await read('api.example');
    expect([headers['retry-after'], headers.date]).toEqual([
      String(retryAfter),
      new Date(cloud.clock.now()).toUTCString(),
    ]);
    expect((await read('api.example')).headers['retry-after']).toBeUndefined();
  },
);

const get = async (host: string): Promise<string> => (await read(host)).text;

function read(host: string): Promise<{ readonly text: string; readonly headers: IncomingHttpHeaders }> {
  const options = { host: '127.0.0.1', port: cloud.catcher.plainPort, headers: { host } };
  return new Promise((resolve, reject) => {
    request(options, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      resolve({ text: Buffer.concat(chunks).toString(), headers: response.headers });
    })
      .on('error', reject)
      .end();
  });
}

it.each([
  [{ left: 3 }, '{"left":3}'],
  [[1, 2], '[1,2]'],
  [null, 'null'],
  ['<p>no JSON</p>', '<p>no JSON</p>'],
])('answers with the planned body %j', async (body, text) => {
  const answer = { host: 'api.example', status: 200, count: 1, body };
  expect(cloud.catcher.plan(answer)).toEqual([answer]);
  expect([await get('api.example'), await get('api.example')]).toEqual([text, '{}']);
});

it('responds as planned, for the given number of calls and that host only', async () => {
  const plan = async (answer: object): Promise<number> => {
    const body = JSON.stringify(answer);
    const headers = { 'content-type': 'application/json' };
    return (await fetch(`${cloud.endpoint}/_local/answers`, { method: 'POST', headers, body })).status;
  };
  expect(await plan({ host: 'crm.example', status: 503, count: 1 })).toBe(200);
  expect(await call('fetch', 'https://other.example/')).toBe(200);
  expect(await call('fetch', 'https://crm.example/')).toBe(503);
  expect(await call('fetch', 'https://crm.example/')).toBe(200);
  expect(cloud.messages().map(({ outcome }) => outcome)).toEqual(['delivered', 'failed', 'delivered']);
  expect(await plan({ host: 'crm.example', status: 99 })).toBe(400);
});
