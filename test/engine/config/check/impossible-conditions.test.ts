/** Conditions that can never hold, and Liquid where nothing evaluates it. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../engine/base/json.ts';
import { readDocument } from '../../../../engine/config/read/read-document.ts';

const read = (condition: JsonObject) =>
  readDocument({
    document: {
      kind: 'rule',
      id: 'r',
      status: 'live',
      trigger: { event: 'A' },
      condition,
      actions: [{ emit: 'B' }],
    },
  }).problems.map(({ path, remedy }) => `${path}: ${remedy}`);

describe('a condition that can never hold is refused', () => {
  it.each<[string, JsonObject, string]>([
    [
      'consents as touchpoints state them',
      { profile: { consents: { email: [true] } } },
      'condition.profile.consents.email[0]: A stored consent is the text granted or denied',
    ],
    [
      'another word',
      { profile: { consents: { 'email/news': ['yes'] } } },
      'condition.profile.consents["email/news"][0]: A stored consent',
    ],
    [
      'a topic without its channel',
      { profile: { consents: { news: ['granted'] } } },
      'condition.profile.consents.news: Consent refers to a channel',
    ],
    [
      'a number where the id is text',
      { profile: { userId: [42] } },
      'condition.profile.userId[0]: "userId" is text',
    ],
    [
      'the same inside $or',
      { profile: { $or: [{ userId: [42] }, { id: ['a'] }] } },
      'condition.profile.$or[0].userId[0]: "userId" is text',
    ],
    ['the same of the event', { event: { name: [7] } }, 'condition.event.name[0]: "name" is text'],
    [
      'the same in a history',
      { did: { event: 'A', where: { source: [false] } } },
      'condition.did.where.source[0]: "source" is text',
    ],
    [
      'a date as text',
      { profile: { lastSeenAt: ['2026-01-01'] } },
      'condition.profile.lastSeenAt[0]: "lastSeenAt" is a moment',
    ],
    [
      'a segment with false',
      { profile: { segments: { vip: [false] } } },
      'condition.profile.segments.vip[0]: A segment that the person is in has the value true',
    ],
    [
      'a range without numbers',
      { profile: { traits: { age: [{ numeric: ['>', 65, '<', 18] }] } } },
      'condition.profile.traits.age[0].numeric: Write',
    ],
    [
      'a segment and not it',
      { all: [{ segment: 'vip' }, { not: { segment: 'vip' } }] },
      'condition.all[1]: No one is both inside and outside the segment "vip"',
    ],
  ])('with %s', (_what, condition, problem) => {
    expect(read(condition)).toEqual([expect.stringContaining(problem)]);
    if (!('all' in condition)) expect(read({ any: [{ not: condition }] })).toHaveLength(1);
  });

  it.each<JsonObject>([
    { profile: { consents: { email: ['granted', 'denied'], 'sms/news': [{ exists: false }] } } },
    { profile: { userId: ['42', null, { prefix: 'a' }], lastSeenAt: [{ date: ['>=', 'now-P30D'] }, 0] } },
    {
      profile: {
        segments: { vip: [true] },
        traits: { any: [1, 'a', true], age: [{ numeric: ['>=', 5, '<=', 6] }] },
      },
    },
    { all: [{ segment: 'vip' }, { not: { segment: 'other' } }] },
  ])('and one that can hold is not: %j', (condition) => {
    expect(read(condition)).toEqual([]);
  });
});

describe('Liquid outside templates', () => {
  const check = (action: JsonObject) =>
    readDocument({
      document: {
        kind: 'rule',
        id: 'r',
        status: 'live',
        description: '{{ x }}',
        trigger: { event: 'A' },
        actions: [action],
      },
    }).problems.map(({ path, severity, remedy }) => `${severity} ${path}: ${remedy}`);

  it('causes a warning with a remedy', () => {
    expect(check({ update: { traits: { city: '{{ event.properties.city | upcase }}' } } })).toEqual([
      expect.stringMatching(
        /^warning actions\[0\]\.update\.traits\.city: .*write \{ from: event\.properties\.city \}\.$/,
      ),
    ]);
    expect(check({ webhook: 'https://crm.example/{{ profile.userId }}' })).toEqual([
      expect.stringMatching(/^warning actions\[0\]\.webhook: .*Send the value in the body/),
    ]);
    expect(check({ emit: 'B', properties: { list: ['{% if x %}'] } })).toHaveLength(1);
  });

  it('is refused as an address, which no message would reach', () => {
    expect(check({ send: 'a', to: '{{ profile.traits.work_email }}' })).toEqual([
      expect.stringContaining(
        'error actions[0].to: This is one address for all recipients: Liquid works in templates only.',
      ),
    ]);
  });
});
