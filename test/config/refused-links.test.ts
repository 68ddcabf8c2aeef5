/** Links of push notifications: what a device must not follow is refused in the document and left out of the message. */
import { describe, expect, it } from 'vitest';
import { shapePush } from '../../adapters/content/shape-content.ts';
import { expectProblems, judgeAmongGood } from './journey-samples.ts';

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
    expect(shapePush({ ...fields, url: 'javascript:alert(1)' })).not.toHaveProperty('url');
    expect(shapePush({ ...fields, url: 'https://example.com' })).toHaveProperty('url', 'https://example.com');
  });
});

describe('a credential in the headers of a webhook', () => {
  it('gives a warning that does not repeat it', () => {
    const action = { webhook: 'https://example.com', headers: { 'x-api-key': 's3cret' } };
    const document = { kind: 'rule', id: 'r', status: 'live', trigger: { event: 'A' }, actions: [action] };
    const problems = judgeAmongGood(document);
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
    const problems = judgeAmongGood(document);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join()).not.toContain('s3cret');
  });
});
