/** What is taken as a touchpoint, and how everything else is refused. */
import { describe, expect, it } from 'vitest';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';
import { TouchpointInvalidError } from '../../../engine/touchpoint/touchpoint-invalid-error.ts';

const time = '2026-11-22T10:00:00Z';
const receivedAt = Date.parse(time);

function makeEvent(detail: unknown, envelope: object = {}): unknown {
  return { id: 'event-1', source: 'shop', 'detail-type': 'Order Completed', time, detail, ...envelope };
}

function findProblem(event: unknown): TouchpointInvalidError {
  try {
    parseTouchpoint(event);
  } catch (error) {
    if (error instanceof TouchpointInvalidError) return error;
    throw error;
  }
  throw new Error('expected the event to be refused');
}

describe('parseTouchpoint', () => {
  it('reads the envelope, with the defaults that the design names', () => {
    expect(parseTouchpoint(makeEvent({ userId: 'u1', properties: { total: '12' } }))).toEqual({
      id: 'event-1',
      source: 'shop',
      name: 'Order Completed',
      type: 'track',
      userId: 'u1',
      traits: {},
      properties: { total: '12' },
      context: {},
      occurredAt: receivedAt,
      receivedAt,
    });
  });

  it.each([
    ['track', 'Order Completed', 'Order Completed'],
    ['Track', 'Order Completed', 'Order Completed'],
    ['track', undefined, 'track'],
    ['Cart Updated', 'Order Completed', 'Cart Updated'],
    ['identify', 'Order Completed', 'identify'],
  ])('names an event of detail-type %s with event %s: %s', (detailType, event, name) => {
    expect(parseTouchpoint(makeEvent({ userId: 'u1', event }, { 'detail-type': detailType }))).toMatchObject({
      name,
    });
  });

  it('refuses the name of a track that is no text', () => {
    const { code, path } = findProblem(makeEvent({ userId: 'u1', event: 7 }, { 'detail-type': 'track' }));
    expect([code, path]).toEqual(['field_malformed', 'detail.event']);
  });

  it('prefers the messageId to the id of the event, and accepts numbers as ids', () => {
    const touchpoint = parseTouchpoint(makeEvent({ messageId: 7, userId: 42, type: 'identify' }));
    expect(touchpoint).toMatchObject({ id: '7', userId: '42', type: 'identify' });
  });

  it.each(['#1', '😀', 'a b', '__proto__', 'constructor', 'x'.repeat(256)])('accepts %s as an id', (id) => {
    const touchpoint = parseTouchpoint(makeEvent({ userId: id, messageId: id }));
    expect(touchpoint).toMatchObject({ id, userId: id });
  });

  it.each([
    ['userId of 10,000 characters', { userId: 'x'.repeat(10_000) }, 'id_invalid', 'detail.userId'],
    ['a number that a double cannot hold', { userId: 2 ** 53 }, 'id_invalid', 'detail.userId'],
    ['a fraction as id', { userId: 'u', anonymousId: 1.5 }, 'id_invalid', 'detail.anonymousId'],
    ['NUL in an id', { userId: 'a\u0000b' }, 'id_invalid', 'detail.userId'],
    ['half a surrogate pair in an id', { userId: '\ud800' }, 'id_invalid', 'detail.userId'],
    [
      'a messageId that is not exact',
      { userId: 'u', messageId: -(2 ** 60) },
      'id_invalid',
      'detail.messageId',
    ],
    [
      'a groupId that is not exact',
      { userId: 'u', type: 'group', groupId: 2 ** 60 },
      'id_invalid',
      'detail.groupId',
    ],
    [
      'an alias of an id that is not exact',
      { userId: 'u', type: 'alias', previousId: 2 ** 60 },
      'id_invalid',
      'detail.previousId',
    ],
    [
      'an external id that is not exact',
      { userId: 'u', context: { externalIds: [{ id: 2 ** 60, type: 'crm' }] } },
      'id_invalid',
      'detail.context.externalIds.0.id',
    ],
    ['nothing but an empty userId', { userId: '' }, 'no_identity', 'detail'],
    [
      'nothing but the traits of a group',
      { type: 'group', groupId: 'acme', traits: { email: 'a@b.cc' } },
      'no_identity',
      'detail',
    ],
    ['a group without its id', { type: 'group', userId: 'anna' }, 'group_missing', 'detail.groupId'],
    [
      'an external id that is a fraction',
      { userId: 'u', context: { externalIds: [{ id: 1.5, type: 'crm' }] } },
      'id_invalid',
      'detail.context.externalIds.0.id',
    ],
    ['userId that is an object', { userId: { a: 1 } }, 'id_invalid', 'detail.userId'],
    [
      'messageId of 257 characters',
      { userId: 'u', messageId: 'x'.repeat(257) },
      'id_invalid',
      'detail.messageId',
    ],
    ['no identity at all', { properties: { a: 1 } }, 'no_identity', 'detail'],
    ['an email that is none as only identity', { traits: { email: 'x' } }, 'no_identity', 'detail'],
    ['a profile id from outside', { profileId: 'P1' }, 'no_identity', 'detail'],
    ['an unknown type', { userId: 'u', type: 'purchase' }, 'type_unknown', 'detail.type'],
    ['traits that are a list', { userId: 'u', traits: [] }, 'field_malformed', 'detail.traits'],
    ['properties that are text', { userId: 'u', properties: 'x' }, 'field_malformed', 'detail.properties'],
    [
      'a timestamp in numbers',
      { userId: 'u', timestamp: receivedAt },
      'timestamp_invalid',
      'detail.timestamp',
    ],
    [
      'an impossible date',
      { userId: 'u', timestamp: '2026-02-30T10:00:00Z' },
      'timestamp_invalid',
      'detail.timestamp',
    ],
    [
      'a time without zone',
      { userId: 'u', timestamp: '2026-11-22T10:00:00' },
      'timestamp_without_zone',
      'detail.timestamp',
    ],
    ['a date alone', { userId: 'u', timestamp: '2026-11-22' }, 'timestamp_without_zone', 'detail.timestamp'],
    [
      'tomorrow and a second',
      { userId: 'u', timestamp: '2026-11-23T10:00:01Z' },
      'timestamp_in_future',
      'detail.timestamp',
    ],
    [
      'a number out of range',
      { userId: 'u', properties: { a: [JSON.parse('1e400')] } },
      'number_not_finite',
      'detail.properties.a',
    ],
    [
      'constructor as a key',
      { userId: 'u', traits: { constructor: 1 } },
      'key_forbidden',
      'detail.traits.constructor',
    ],
    ['no object as detail', 'text', 'detail_malformed', 'detail'],
  ])('refuses %s', (_, detail, code, path) => {
    expect(findProblem(makeEvent(detail))).toMatchObject({ code, path });
  });

  it.each([
    [1.5, 'a number that is not a whole number'],
    [2 ** 53, 'a number that cannot be held exactly'],
  ])('says what is wrong with the id %d', (id, received) => {
    expect(findProblem(makeEvent({ userId: id })).received).toBe(received);
    expect(findProblem(makeEvent({ userId: 'u', messageId: id })).received).toBe(received);
  });

  it('refuses __proto__ as a key and pollutes nothing', () => {
    const detail: unknown = JSON.parse('{"userId":"u","properties":{"a":{"__proto__":{"polluted":true}}}}');
    expect(findProblem(makeEvent(detail))).toMatchObject({
      code: 'key_forbidden',
      path: 'detail.properties.a.__proto__',
    });
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it('refuses a detail of 900 KB, and accepts one at the limit', () => {
    expect(findProblem(makeEvent({ userId: 'u', properties: { a: 'x'.repeat(900_000) } }))).toMatchObject({
      code: 'touchpoint_too_large',
    });
    expect(findProblem(makeEvent({ userId: 'u', a: Array.from({ length: 20_000 }, () => 12345) })).code).toBe(
      'touchpoint_too_large',
    );
    expect(parseTouchpoint(makeEvent({ userId: 'u', properties: { a: 'x'.repeat(65_000) } })).userId).toBe(
      'u',
    );
  });

  it('refuses nesting without end', () => {
    let nested: unknown = 1;
    for (let i = 0; i < 5000; i++) nested = [nested];
    expect(findProblem(makeEvent({ userId: 'u', properties: { nested } })).code).toBe('touchpoint_too_deep');
  });

  it.each([
    ['2026-11-22T11:00:00+01:00', receivedAt],
    ['2026-11-22T10:00:00.123Z', receivedAt + 123],
    ['2026-11-22T10:00:00.123456789Z', receivedAt + 123],
    ['2024-02-29T00:00:00Z', Date.parse('2024-02-29T00:00:00Z')],
    ['2026-12-31T23:59:59.999Z', undefined],
    ['1970-01-01T00:00:00Z', 0],
    ['1969-12-31T23:59:59Z', -1000],
    // A clock that runs ahead: nothing happens after it was received, in whole seconds.
    ['2026-11-23T10:00:00Z', receivedAt + 999],
    ['2026-11-22T10:00:00.500Z', receivedAt + 500],
  ])('reads the timestamp %s', (timestamp, at) => {
    const event = makeEvent({ userId: 'u', timestamp });
    if (at === undefined) expect(findProblem(event).code).toBe('timestamp_in_future');
    else expect(parseTouchpoint(event).occurredAt).toBe(at);
  });

  it('accepts the profile id only from source percorso', () => {
    const own = parseTouchpoint(makeEvent({ profileId: 'P1' }, { source: 'percorso' }));
    expect(own.profileId).toBe('P1');
    expect(parseTouchpoint(makeEvent({ userId: 'u', profileId: 'P1' })).profileId).toBeUndefined();
  });

  it('needs a time, unless the delivery has one', () => {
    const event = makeEvent({ userId: 'u' }, { time: undefined });
    expect(findProblem(event)).toMatchObject({ code: 'event_malformed', path: 'time' });
    expect(parseTouchpoint(event, 5).receivedAt).toBe(5);
  });

  it.each([null, 5, 'text', [], {}, { source: 'x' }])('refuses %j as an event', (event) => {
    expect(findProblem(event).code).toBe('event_malformed');
  });

  it('states the remedy without personal data', () => {
    const secret = 'anna@example.com'.repeat(20);
    const problem = findProblem(makeEvent({ userId: secret }));
    expect(problem.message).not.toContain('anna@');
    expect(problem.received).toBe('a text of 320 characters');
    expect(problem.remedy).toContain('256');
  });
});
