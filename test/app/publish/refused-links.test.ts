/** Links of push notifications: what a device must not follow is refused in the document and left out of the message. */
import { describe, expect, it } from 'vitest';
import { readPushNotification } from '../../../engine/messages/push/push-notification.ts';
import { expectProblems, validateAmongGood } from '../../harness/journey-samples.ts';

const push = (url: string, more: object = {}) => ({
  kind: 'template',
  id: 'p',
  status: 'live',
  channel: 'push',
  class: 'promotional',
  content: { title: 'Hello', body: 'There', url },
  ...more,
});

describe('the link of a push notification', () => {
  it.each(['javascript:alert(1)', ' data:text/html,x', 'file:///etc/passwd'])('is refused: %s', (url) => {
    expectProblems(push(url), ['template/p content.url: A link opens a page or an app']);
    const locales = { it: { url } };
    expectProblems(push('https://example.com', { locales }), ['template/p locales.it.url: A link opens']);
  });

  it.each(['https://example.com/cart', 'shop://cart', '{{ event.properties.link }}'])(
    'is taken: %s',
    (url) => {
      expectProblems(push(url), []);
    },
  );

  it('is left out when a value makes it one that runs code', () => {
    const fields = { title: 'Hello', body: 'There' };
    expect(readPushNotification({ ...fields, url: 'javascript:alert(1)' })).not.toHaveProperty('url');
    expect(readPushNotification({ ...fields, url: 'https://example.com' })).toHaveProperty(
      'url',
      'https://example.com',
    );
  });
});

describe('the URL of a webhook', () => {
  const makeRule = (webhook: string, fields = {}) => ({
    kind: 'rule',
    id: 'r',
    status: 'live',
    trigger: { event: 'A' },
    actions: [{ webhook, ...fields }],
  });

  it.each([
    'http://169.254.169.254/latest',
    'https://169.254.170.2./',
    'https://2852039166/',
    'https://[fe80::1]/',
    'https://[febf::1]/',
    'https://[fd00:ec2::254]/latest',
    'https://[::ffff:169.254.169.254]/',
    'https://[::169.254.169.254]/',
    'https://[64:ff9b::169.254.169.254]/',
    'https://[64:ff9b:1::169.254.169.254]/',
    'https://[2002:a9fe:a9fe::1]/',
  ])('is refused when it names a link-local address: %s', (url) => {
    expect(validateAmongGood(makeRule(url))).toEqual([
      expect.stringContaining('actions[0].webhook: A webhook must not call a link-local address'),
    ]);
  });

  it.each([
    'https://169.254.example.com/',
    'https://169.253.1.1/',
    'https://10.0.0.1/',
    'https://[fd00:ec3::254]/',
    'https://[2a00::a9fe:a9fe]/',
  ])('may be %s', (url) => {
    expect(validateAmongGood(makeRule(url))).toEqual([]);
  });

  it.each([
    ['Content-Type', {}],
    ['content-length', {}],
    ['host', {}],
    ['connection', {}],
    ['transfer-encoding', {}],
    ['Idempotency-Key', {}],
    ['user-agent', {}],
    ['Webhook-Id', { sign: { secret: 'crm' } }],
    ['webhook-timestamp', { sign: { secret: 'crm' } }],
  ])('goes with a warning about the header %s, which the call sets itself', (name, fields) => {
    const rule = makeRule('https://example.com', { headers: { [name]: 'x' }, ...fields });
    expect(validateAmongGood(rule)).toEqual([
      `rule/r warning: actions[0].headers.${name}: Percorso sets this header itself and ignores this value: remove the header.`,
    ]);
  });

  it('accepts webhook-id as a header where the call is not signed', () => {
    expect(validateAmongGood(makeRule('https://example.com', { headers: { 'webhook-id': 'x' } }))).toEqual(
      [],
    );
  });
});

describe('a credential in the headers of a webhook', () => {
  it('gives a warning that does not repeat it', () => {
    const action = { webhook: 'https://example.com', headers: { 'x-api-key': 's3cret' } };
    const document = { kind: 'rule', id: 'r', status: 'live', trigger: { event: 'A' }, actions: [action] };
    const problems = validateAmongGood(document);
    expect(problems).toEqual([
      expect.stringMatching(/warning: actions\[0\].headers.x-api-key: This credential/),
    ]);
    expect(problems.join()).not.toContain('s3cret');
  });

  it.each([
    { headers: { authorization: { secret: 'Bearer s3cret' } } },
    { headers: { authorization: { secrets: 's3cret' } } },
    { headers: { authorization: { secret: 'crm', suffix: 's3cret' } } },
    { headers: { authorization: 's3cret\n' } },
    { headers: 's3cret' },
    { sign: 's3cret' },
    { sign: { secret: 's3cret!' } },
  ])('is not repeated by the problem either, when it is written in a wrong place: %j', (fields) => {
    const action = { webhook: 'https://example.com', ...fields };
    const document = { kind: 'rule', id: 'r', status: 'live', trigger: { event: 'A' }, actions: [action] };
    const problems = validateAmongGood(document);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join()).not.toContain('s3cret');
  });
});
