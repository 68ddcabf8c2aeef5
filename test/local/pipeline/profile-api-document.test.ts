/** The examples of docs/profile-api.md as they are written, and each status of its OpenAPI document, on the deployed bundles. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findUnpublished } from '../../harness/check-profile-answer.ts';
import { openPublished, type Session } from './session.ts';

const documents = `
kind: policy
id: contact
status: live
caps: [{ limit: 5, per: week, channels: [email] }]
sensitive: [{ path: profile.traits.tax }]
---
kind: topic
id: news
status: live
name: News
---
kind: template
id: thanks
status: live
channel: email
class: promotional
content: { subject: Thanks, html: "<p>Thanks</p>" }
---
kind: segment
id: buyers
status: live
condition: { did: { event: Order Completed, within: P30D, atLeast: 1 } }
---
kind: rule
id: thanks
status: live
trigger: { event: Order Completed }
actions: [{ send: thanks }]
---
kind: journey
id: win-back
status: live
trigger: { event: Order Completed }
key: event.properties.order
start: rest
steps:
  rest: { type: wait, for: P30D, next: done }
  done: { type: end }
`;

const doc = readFileSync(new URL('../../../docs/profile-api.md', import.meta.url), 'utf8');
const run = promisify(execFile);

let session: Session;
let host: string;
let key: string;

beforeAll(async () => {
  session = await openPublished(documents);
  host = session.output('ProfileApiUrl');
  key = await makeKey('profiles:read,timeline:read');
  const traits = { email: 'anna@example.com', city: 'Roma', phone: '+393331234567', tax: 'ZQ' };
  const context = {
    consent: { email: true, 'email/news': true },
    consentSource: { form: 'checkout', confirmed: true, address: traits.email },
    device: { type: 'ios', token: 'a1b2c3d4' },
  };
  await session.put({
    name: 'Signed Up',
    detail: { messageId: 'sign-up-42', userId: '42', anonymousId: 'browser', traits, context },
  });
  await session.settle();
  const properties = { order: 'A-1', total: 99.5 };
  await session.put(
    { name: 'Order Completed', detail: { messageId: 'order-A-1', userId: '42', properties } },
    ...['43', '44'].map((userId) => ({ name: 'Seen', detail: { userId, anonymousId: 'till' } })),
  );
  await session.settle();
}, 120_000);
afterAll(() => session.close());

async function makeKey(scopes: string, perMinute = '600'): Promise<string> {
  const words = ['api-keys', 'create', 'centre', '--scopes', scopes, '--per-minute', perMinute];
  return (await session.ask<{ readonly key: string }>(...words)).key;
}

async function get(path: string, text = key) {
  const answer = await fetch(`${host}${path}`, { headers: { authorization: `Bearer ${text}` } });
  const retryAfter = answer.headers.get('retry-after');
  const body: unknown = await answer.json();
  expect(findUnpublished(path.split('?')[0] ?? '', { status: answer.status, body, retryAfter })).toBe(
    undefined,
  );
  return { status: answer.status, body, retryAfter };
}

/** Each command of the page that calls the API, with the answer that follows it, if one is shown. */
const examples = [...doc.matchAll(/```sh\n(curl [^`]+?)\n```(?:\s+```json\n([^`]+)```)?/g)].flatMap(
  ([, commands = '', shown]) => {
    const lines = commands.split('\n');
    return lines.map((line, index) => [line, index === lines.length - 1 ? shown : undefined] as const);
  },
);

/** Names and types, without values; of a list the first member. */
function describeShape(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(describeShape);
  if (typeof value !== 'object' || value === null) return value === null ? null : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, describeShape(each)]));
}

it('the page has examples, and shows the answers of two', () => {
  expect(examples.length).toBeGreaterThanOrEqual(3);
  expect(examples.filter(([, shown]) => shown !== undefined)).toHaveLength(2);
});

it.each(examples)('%s', async (command, shown) => {
  const env = { PATH: process.env['PATH'], API_KEY: key, PROFILE_API_URL: host };
  const { stdout } = await run('sh', ['-c', command.replace(/^curl /, 'curl -sS --fail-with-body ')], {
    env,
  });
  const [, path = ''] = /PROFILE_API_URL([^?"]+)/.exec(command) ?? [];
  const body: unknown = JSON.parse(stdout);
  expect(findUnpublished(path, { status: 200, body, retryAfter: null })).toBeUndefined();
  if (shown !== undefined) expect(describeShape(body)).toEqual(describeShape(JSON.parse(shown)));
});

it('answers each status of the document in its form', async () => {
  const person = '/v1/profiles/userId:42';
  for (const path of [person, `${person}/timeline`, `${person}/messages`])
    expect(await get(path)).toMatchObject({ status: 200 });
  expect(await get(`${person}?include=all`)).toMatchObject({ status: 400 });
  expect(await get('/v1/profiles/userId:')).toMatchObject({ status: 400 });
  expect(await get(person, 'pa_unknown')).toMatchObject({ status: 401 });
  expect(await get(person, await makeKey('timeline:read'))).toMatchObject({ status: 403 });
  expect(await get('/v1/profiles/userId:unknown')).toMatchObject({ status: 404 });
  expect(await get('/v1/profiles/anonymousId:till')).toMatchObject({ status: 409 });
  const limited = await makeKey('profiles:read', '2');
  const statuses = [];
  for (let n = 0; n < 4; n++) statuses.push((await get(person, limited)).status);
  expect(statuses).toEqual([200, 200, 429, 429]);
  const { retryAfter } = await get(person, limited);
  await session.advance(Number(retryAfter) * 1000);
  expect(await get(person, limited)).toMatchObject({ status: 200 });

  const { text } = await session.percorso('api-keys', 'list');
  expect(text).toContain('centre');
  const role = [...session.cloud.stack.scope.handles.keys()].find((id) =>
    /^ServeProfilesRole[0-9A-F]{8}$/.test(id),
  );
  session.cloud.access.attachPolicy(role ?? '', {
    Statement: [{ Effect: 'Deny', Action: 'dynamodb:PutItem', Resource: '*' }],
  });
  // No record, no answer: neither of a person nor of an attempt.
  for (const path of [person, '/v1/profiles/userId:unknown'])
    expect(await get(path)).toMatchObject({ status: 503, retryAfter: '1' });
});

it('an attempt is listed by its key and day, as a hash', async () => {
  const keys = await session.ask<{ keys: readonly { id: string; name: string }[] }>('api-keys', 'list');
  const texts = await Promise.all(
    keys.keys.map(({ id }) => session.percorso('looks', '--by', id, '--day', '2026-11-24')),
  );
  const all = texts.map(({ text }) => text).join('\n');
  expect(all).toMatch(/asked for [0-9a-f]{32} +person_unknown/);
  expect(all).toMatch(/asked for [0-9a-f]{32} +identifier_shared/);
  expect(all).not.toContain('userId:unknown');
});
