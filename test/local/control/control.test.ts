/** The control API and the gateway of a running cloud, over its socket. */
import { request } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCloud } from '../../../local/cloud.ts';
import { handleControl } from '../../../local/control/control.ts';
import { readLogs } from '../../../local/control/read-logs.ts';
import type { Cloud } from '../../../local/running-cloud.ts';
import { synthesizeChain } from '../fixtures/chain-stack.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud({ ...synthesizeChain(), port: 0, seed: 3, repeats: 0, onReport: () => undefined });
});
afterAll(() => cloud.stop());

const get = (path: string): Promise<Response> => fetch(`${cloud.endpoint}/_local/${path}`);

async function store(id: string): Promise<void> {
  cloud.events.putServiceEvent({
    Source: 'shop',
    DetailType: 'Order',
    Detail: JSON.stringify({ id }),
    EventBusName: 'chain',
  });
  await cloud.idle();
}

it('gives the logs of a function by its name, and names all functions for an unknown one', async () => {
  await store('a');
  const { functions } = (await (await get('state')).json()) as { functions: { name: string }[] };
  const name = functions.find((each) => each.name.includes('Store'))?.name ?? '';
  const lines = (await (await get(`logs?function=${name}`)).json()) as { function: string; line: string }[];
  expect(lines.some(({ line }) => line.includes('"stored"'))).toBe(true);
  expect(new Set(lines.map((line) => line.function))).toEqual(new Set([name]));
  const unknown = await get('logs?function=stor');
  expect(unknown.status).toBe(404);
  expect(await unknown.json()).toMatchObject({
    code: 'function_unknown',
    message: expect.stringContaining(name),
  });
});

it.each(['percorso-local-send-sms', 'send-sms', 'SendSmsFunction'])(
  'takes %s for a function whose logs are wanted',
  (wanted) => {
    const functions = [
      { name: 'percorso-local-send-email', logicalId: 'SendEmailFunction1A2B3C4D' },
      { name: 'percorso-local-send-sms', logicalId: 'SendSmsFunction5E6F7A8B' },
    ];
    const read = (names: readonly string[] = []) => names.map((each) => ({ function: each }));
    const fake = { logs: { read }, lambda: { status: () => functions } } as unknown as Cloud;
    expect(readLogs(fake, wanted)).toEqual([{ function: 'percorso-local-send-sms' }]);
  },
);

it('answers the raw message of an email as message/rfc822', async () => {
  const mime = 'Subject: Ciao\r\n\r\nHi';
  const ses = { compose: (id: string) => (id === 'm1' ? mime : '') };
  const fake = { services: new Map([['ses', ses]]) } as unknown as Cloud;
  const request = { method: 'GET', url: '/_local/mime?id=m1', headers: {}, body: new Uint8Array() };
  expect(await handleControl(request, fake)).toEqual({
    status: 200,
    headers: { 'content-type': 'message/rfc822' },
    body: mime,
  });
});

it('ends warm functions with a reset: nothing in their memory outlives it', async () => {
  await store('a');
  expect(cloud.lambda.status().some(({ environments }) => environments > 0)).toBe(true);
  await cloud.reset();
  for (const status of cloud.lambda.status())
    expect(status).toMatchObject({ environments: 0, invocations: 0 });
  await store('b');
  expect(cloud.lambda.status().some(({ invocations }) => invocations === 1)).toBe(true);
});

it('refuses SES v1 in the XML that its clients read', async () => {
  const response = await fetch(cloud.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      authorization: 'AWS4-HMAC-SHA256 Credential=local/20261128/us-east-1/ses/aws4_request, Signature=0',
    },
    body: 'Action=SendEmail&Version=2010-12-01',
  });
  expect(response.status).toBe(501);
  expect(response.headers.get('content-type')).toBe('text/xml');
  expect(await response.text()).toMatch(
    /<Code>UnknownOperationException<\/Code><Message>.*older API of ses \(SendEmail\). Use SES v2/,
  );
});

it('refuses requests under another host name', async () => {
  const { port } = new URL(cloud.endpoint);
  const status = await new Promise((resolve, reject) => {
    const headers = { host: 'evil.example' };
    request({ host: '127.0.0.1', port, path: '/_local/messages', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .once('error', reject)
      .end();
  });
  expect(status).toBe(403);
});

it('takes no more of an event than EventBridge does', async () => {
  const put = async (DetailType: string, Source = 'shop'): Promise<string | undefined> => {
    const response = await fetch(cloud.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSEvents.PutEvents',
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20261128/us-east-1/events/aws4_request, Signature=0',
      },
      body: JSON.stringify({ Entries: [{ Source, DetailType, Detail: '{}', EventBusName: 'chain' }] }),
    });
    const { Entries } = (await response.json()) as { Entries: { ErrorCode?: string }[] };
    return Entries[0]?.ErrorCode;
  };
  expect(await put('x'.repeat(128))).toBeUndefined();
  expect(await put('x'.repeat(129))).toBe('InvalidArgument');
  expect(await put('x', 's'.repeat(257))).toBe('InvalidArgument');
});

it('serves the inbox page to a browser, and lets no other page frame it', async () => {
  const page = await fetch(`${cloud.endpoint}/`);
  expect(page.headers.get('content-type')).toContain('text/html');
  expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(await page.text()).toContain('<title>Local cloud inbox</title>');
});
