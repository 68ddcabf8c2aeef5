import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../../engine/config/problems/problem.ts';
import { readDocument } from '../../../engine/config/read/read-document.ts';
import { validateDocuments } from '../../../engine/config/validate-documents.ts';
import { buyers, greet, orders, sms } from '../../harness/samples.ts';

/** Every problem as a line: `rule/greet actions[0].send: ...`. */
function validate(...documents: readonly unknown[]): string[] {
  const read = documents.map((document, index) =>
    readDocument({ document, origin: `file-${index + 1}.yaml` }),
  );
  return validateDocuments(read, new Map()).problems.map(
    (problem) => `${problem.document} ${formatProblem(problem)}`,
  );
}

const rule = { kind: 'rule', id: 'r', status: 'live', trigger: { event: 'A' }, actions: [{ emit: 'B' }] };
const email = { ...sms, id: 'mail', channel: 'email', content: { subject: 'S', html: '<p>' } };

describe('a document with a missing reference', () => {
  it('gets a suggestion of the nearest name', () => {
    expect(validate(sms, { ...rule, actions: [{ send: 'helo' }] })).toEqual([
      'rule/r actions[0].send: There is no template "helo". Did you mean "hello"? Add it, or use another one. (received "helo")',
    ]);
  });

  it.each([
    [
      'a segment in a condition',
      { condition: { all: [{ not: { segment: 'x' } }] } },
      'condition.all[0].not.segment: There is no segment "x".',
    ],
    [
      'a segment in a profile pattern',
      { condition: { profile: { segments: { x: [true] } } } },
      'condition.profile.segments.x: There is no segment "x".',
    ],
    [
      'a trait inside $or',
      { condition: { profile: { $or: [{ computed: { x: [1] } }, { id: ['a'] }] } } },
      'condition.profile.$or[0].computed.x: There is no trait "x".',
    ],
    [
      'a trait in a value',
      { actions: [{ emit: 'B', properties: { n: { from: 'profile.computed.x' } } }] },
      'actions[0].properties.n.from: There is no trait "x".',
    ],
    [
      'a segment as trigger',
      { trigger: { segment: 'x', on: 'left' } },
      'trigger.segment: There is no segment "x".',
    ],
  ])('is refused for %s', (_what, fields, expected) => {
    const [problem, ...others] = validate({ ...rule, ...fields });
    expect(problem).toContain(`rule/r ${expected}`);
    expect(others).toEqual([]);
  });

  it('is refused when the referenced document is not live', () => {
    expect(validate({ ...sms, status: 'draft' }, orders, buyers, greet)).toEqual([
      'rule/greet actions[0].send: The template "hello" is not live (its status is draft): make it live, or use another one. (received "hello")',
    ]);
  });

  it('is only warned while it is a draft', () => {
    expect(validate({ ...rule, status: 'draft', actions: [{ send: 'later' }] })).toEqual([
      'rule/r warning: actions[0].send: There is no template "later". Add it, or use another one. (received "later")',
    ]);
  });

  it('becomes invalid with the document it depends on, to the last of a chain', () => {
    const broken = { ...orders, function: 'cuont' };
    expect(validate(broken, buyers, { ...rule, trigger: { segment: 'buyers', on: 'entered' } })).toEqual([
      'trait/orders function: Use one of count, sum, first, last, min, max, distinct, mostFrequent, recency. Did you mean "count"? (received "cuont")',
      'segment/buyers condition.profile.computed.orders: The trait "orders" is invalid: fix it first. (received "orders")',
      'rule/r trigger.segment: The segment "buyers" is invalid: fix it first. (received "buyers")',
    ]);
  });
});

describe('documents that contradict one another', () => {
  it('are all refused when they share an id, and each problem names the other place', () => {
    expect(validate(rule, orders, { ...rule, name: 'again' })).toEqual([
      'rule/r id: "rule/r" is defined more than once (also in file-3.yaml): keep one, or give the others different ids. (received "r")',
      'rule/r id: "rule/r" is defined more than once (also in file-1.yaml): keep one, or give the others different ids. (received "r")',
    ]);
  });

  it('may share an id across kinds', () => {
    expect(validate({ ...orders, id: 'r' }, rule)).toEqual([]);
  });

  it('are refused when segments form circles, and the others stay valid', () => {
    const segment = (id: string, names: string) => ({
      kind: 'segment',
      id,
      status: 'live',
      condition: { not: { segment: names } },
    });
    const problems = validate(segment('a', 'b'), segment('b', 'c'), segment('c', 'a'), orders, buyers);
    expect(problems).toHaveLength(3);
    expect(problems[0]).toContain(
      'segment/a condition.not.segment: Segments refer to one another in a circle: a → b → c → a.',
    );
  });

  it('are refused when two policies are live', () => {
    const policy = { kind: 'policy', id: 'p', status: 'live' };
    expect(validate(policy, { ...policy, id: 'q' }, { ...policy, id: 's', status: 'paused' })).toHaveLength(
      2,
    );
  });
});

describe('a single bad document', () => {
  it.each([
    ['an unknown key', { ...rule, actons: [] }, 'actons: Unknown field "actons". Possible here:'],
    [
      'a slip in a key',
      { kind: 'rule', id: 'r', status: 'live', trigger: { event: 'A' }, actoins: [] },
      'actoins: Unknown field "actoins". Did you mean "actions"?',
    ],
    [
      'a slip in an action',
      { ...rule, actions: [{ webhok: 'https://a.example' }] },
      'Did you mean "webhook"?',
    ],
    [
      'a key beside an action’s own',
      { ...rule, actions: [{ send: 'hello', too: 'x' }] },
      'actions[0].too: Unknown field "too". Did you mean "to"?',
    ],
    ['two actions in one', { ...rule, actions: [{ emit: 'B', send: 'hello' }] }, 'actions[0]'],
    [
      'a kind with a slip',
      { ...rule, kind: 'rul' },
      'kind: "kind" is one of rule, segment, trait, template, policy, journey, campaign, purpose, topic, block, event, link, query. Did you mean "rule"?',
    ],
    ['an id that is no slug', { ...rule, id: 'Third Order' }, 'id: An id is 1 to 64 lower-case letters'],
    ['an id with a #', { ...rule, id: 'a#b' }, 'id: An id is 1 to 64 lower-case letters'],
    ['no status', { ...rule, status: undefined }, 'status: Use one of draft, live, paused, archived.'],
    [
      'a bad pattern',
      { ...rule, condition: { event: { properties: { n: [{ numeric: ['>', 'ten'] }] } } } },
      'condition.event.properties.n[0].numeric',
    ],
    [
      'a pattern without lists',
      { ...rule, condition: { event: { properties: { n: 1 } } } },
      'condition.event.properties.n',
    ],
    [
      'an event leaf in a segment',
      { ...buyers, condition: { any: [{ event: { name: ['A'] } }] } },
      'condition.any[0].event: A segment describes the person',
    ],
    [
      'a duration in words',
      { ...rule, limit: { times: 1, within: '30 days' } },
      'limit.within: A duration is written as in ISO 8601',
    ],
    ['a duration of zero', { ...orders, within: 'PT0S' }, 'within: A duration is longer than zero'],
    [
      'a path into a prototype',
      { ...rule, actions: [{ emit: 'B', properties: { x: { from: 'profile.traits.__proto__.x' } } }] },
      'actions[0].properties.x.from',
    ],
    [
      'a path from nowhere',
      { ...rule, actions: [{ emit: 'B', properties: { x: { from: 'process.env.HOME' } } }] },
      'A path starts with "profile.", "event." or "account."',
    ],
    ['a sum of nothing', { ...orders, function: 'sum' }, 'path: "sum" needs a path'],
    [
      'a trait path that does not exist',
      { ...orders, path: 'propertes.revenue' },
      'path: There is no "propertes". Did you mean "properties"?',
    ],
    [
      'an email without a body',
      { ...email, content: { subject: 'S' } },
      'content: Content for email needs "mjml" or "html".',
    ],
    [
      'an SMS with a subject',
      { ...sms, content: { body: 'b', subject: 's' } },
      'content.subject: Content for sms has no "subject"',
    ],
    [
      'a locale that is none',
      { ...sms, locales: { Italian: { body: 'b' } } },
      'locales.Italian: A locale is written like',
    ],
    [
      'a webhook that is no URL',
      { ...rule, actions: [{ webhook: 'example.com' }] },
      'actions[0].webhook: A webhook is a full URL',
    ],
    [
      'a header with a line break',
      { ...rule, actions: [{ webhook: 'https://a.example', headers: { a: 'b\r\nc: d' } }] },
      'actions[0].headers.a: A header value is one line',
    ],
    [
      'a number that the table cannot hold',
      { ...rule, actions: [{ emit: 'B', properties: { n: 1e300 } }] },
      'actions[0].properties.n: Use a number smaller than 1e125',
    ],
    ['NaN', { ...rule, limit: { times: Number.NaN } }, 'limit.times: Use a number smaller than 1e125'],
    ['a list', [rule], 'A document is a map'],
    ['null', null, 'A document is a map'],
  ])('is refused for %s, with its path and what to do', (_what, document, expected) => {
    const problems = validate(document);
    expect(problems.join('\n')).toContain(expected);
  });

  it.each(['__proto__', 'constructor', 'prototype'])(
    'is refused for the key %s, wherever it is, and pollutes nothing',
    (key) => {
      const document: unknown = JSON.parse(
        `{"kind":"rule","id":"r","status":"live","trigger":{"event":"A"},"actions":[{"update":{"traits":{"${key}":{"polluted":1}}}}]}`,
      );
      expect(validate(document)).toEqual([
        `rule/r actions[0].update.traits.${key}: "${key}" cannot be used as a name.`,
      ]);
      expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    },
  );

  it('is accepted though its template loops forever: the render sandbox stops it at sending', () => {
    expect(
      validate({ ...sms, content: { body: '{% for i in (1..999999999) %}{{ i }}{% endfor %}' } }),
    ).toEqual([]);
  });

  it('is reported in a short line, for a value of any length', () => {
    const [problem = ''] = validate({ ...rule, name: 'x'.repeat(500) });
    expect(problem.length).toBeLessThan(250);
  });
});
