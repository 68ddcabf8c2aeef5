/** Invalid events: reported on the timeline or as rejected, stored whole, and without effect on the event beside them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orders } from './config.ts';
import { listRejected, readProfile, readRejectedEvent } from './observe.ts';
import { openSession, type Session } from './session.ts';

let session: Session;
beforeAll(async () => {
  session = await openSession();
  await session.publish(orders);
});
afterAll(() => session.close());

const name = 'Order Completed';
const long = 'x'.repeat(10_000);
const day = 86_400_000;
let neighbours = 0;

/** Puts an event and a good one beside it in one request; the good one must have its full effect. */
async function putBesideGood(detail: string) {
  neighbours += 1;
  const userId = `neighbour-${neighbours}`;
  const good = { userId, traits: { email: `${userId}@example.com` }, properties: { revenue: 12.5 } };
  const before = await listRejected(session);
  const answer = await session.put({ name, detail }, { name, detail: good });
  const deadLetters = await session.settle();
  expect(deadLetters).toEqual({});
  expect(answer.Entries?.[1]?.ErrorCode).toBeUndefined();
  const { computed, traits } = await readProfile(session, `userId:${userId}`);
  expect(computed).toMatchObject({ orders: { count: 1 }, revenue: { sum: 12.5 } });
  expect(Object.keys(traits)).toEqual(['email']);
  expect(session.emailsTo(`${userId}@example.com`)).toHaveLength(1);
  const known = new Set(before.map(({ key }) => key));
  const rejected = (await listRejected(session)).filter(({ key }) => !known.has(key));
  return { entry: answer.Entries?.[0], rejected };
}

describe('a detail that is not a JSON object', () => {
  it.each([
    ['cut off', '{"userId": "bob", "properties": {'],
    ['a list', '[1, 2]'],
    ['a text', '"bob"'],
    ['with NaN in it', '{"userId": "bob", "properties": {"revenue": NaN}}'],
  ])('is refused by PutEvents, entry by entry: %s', async (_what, detail) => {
    const { entry, rejected } = await putBesideGood(detail);
    expect(entry).toMatchObject({ ErrorCode: 'MalformedDetail', ErrorMessage: expect.any(String) });
    expect(entry?.EventId).toBeUndefined();
    expect(rejected).toEqual([]);
  });
});

describe('an event that breaks the envelope', () => {
  it.each([
    ['without any identity', '{"properties":{"revenue":5}}', 'no_identity', 'detail'],
    ['whose traits are a text', '{"userId":"bob","traits":"none"}', 'field_malformed', 'detail.traits'],
    [
      'of 900 KB',
      JSON.stringify({ userId: 'bob', properties: { note: '"\\ü'.repeat(150_000) } }),
      'touchpoint_too_large',
      'detail',
    ],
    [
      'with a user id of 10,000 characters',
      JSON.stringify({ userId: long, properties: { revenue: 5 } }),
      'id_invalid',
      'detail.userId',
    ],
    [
      'with a message id of 10,000 characters',
      JSON.stringify({ userId: 'bob', messageId: long }),
      'id_invalid',
      'detail.messageId',
    ],
    [
      'with __proto__ among the traits',
      '{"userId":"bob","traits":{"__proto__":{"isAdmin":true}}}',
      'key_forbidden',
      'detail.traits.__proto__',
    ],
    [
      'with constructor deep in the properties',
      '{"userId":"bob","properties":{"a":{"constructor":{"prototype":1}}}}',
      'key_forbidden',
      'detail.properties.a.constructor',
    ],
    [
      'with a number that no number holds',
      '{"userId":"bob","properties":{"revenue":1e400}}',
      'number_not_finite',
      'detail.properties.revenue',
    ],
    [
      'with a time that has no zone',
      '{"userId":"bob","timestamp":"2026-11-20T09:00:00"}',
      'timestamp_without_zone',
      'detail.timestamp',
    ],
    [
      'with a time that is a number',
      '{"userId":"bob","timestamp":1795000000}',
      'timestamp_invalid',
      'detail',
    ],
  ])('is kept whole, with code, place and remedy: %s', async (_what, detail, code, path) => {
    const { entry, rejected } = await putBesideGood(detail);
    expect(entry?.EventId).toBeTypeOf('string');
    const [{ key, remedy } = { key: '', remedy: '' }] = rejected;
    expect(remedy).toMatch(/\w{3}/);
    // One, unless EventBridge happened to deliver it twice.
    for (const each of rejected) {
      expect(each).toMatchObject({ code, remedy, problem: expect.stringContaining(path) });
    }
    // The event as it came, to the last character.
    expect((await readRejectedEvent(session, key)).includes(detail)).toBe(true);
    // In words for a person as well.
    const { exitCode, text } = await session.percorso('rejected', 'show', key);
    expect(exitCode).toBe(0);
    expect(text).toContain(remedy);
    expect((await session.percorso('rejected', 'list', '--limit', '1000')).text).toContain(code);
  });

  it('leaves no profile behind for the person it names', async () => {
    expect(await session.percorso('timeline', 'userId:bob')).toMatchObject({
      exitCode: 1,
      text: expect.stringContaining('No profile found for userId:bob'),
    });
  });

  it('is reported by the command before it is sent', async () => {
    const { exitCode, text } = await session.percorso('put-event', name, '--timestamp', '2026-11-20 09:00');
    expect(exitCode).toBe(2);
    expect(text).toContain('timestamp_without_zone');
    expect(text).toContain('--no-check');
  });
});

describe('a message id used again for something else', () => {
  it('counts once; the second event is kept aside', async () => {
    const detail = { userId: 'rita', messageId: 'order-1', properties: { revenue: 30 } };
    await session.put({ name, detail });
    await session.settle();
    const { rejected } = await putBesideGood(JSON.stringify({ ...detail, properties: { revenue: 999 } }));
    expect(new Set(rejected.map(({ code }) => code))).toEqual(new Set(['message_id_reused']));
    expect((await readProfile(session, 'userId:rita')).computed['revenue']).toMatchObject({ sum: 30 });
    const reused = ['--code', 'message_id_reused'];
    expect((await session.percorso('rejected', 'list', ...reused)).text).toContain(
      'percorso rejected replay KEY --set detail.messageId=NEW',
    );
    const again = await session.percorso('rejected', 'replay', ...reused);
    expect(again).toMatchObject({ exitCode: 1, text: expect.stringContaining('counted before') });
    const repaired = await session.percorso(
      'rejected',
      'replay',
      ...reused,
      '--set',
      'detail.messageId=order-2',
    );
    expect(repaired).toMatchObject({ exitCode: 0 });
    await session.settle();
    expect((await readProfile(session, 'userId:rita')).computed['revenue']).toMatchObject({ sum: 1029 });
  });
});

describe('rejected events sent again', () => {
  it('count once when their cause is gone, and stay with the reason while it is not', async () => {
    const now = session.cloud.clock.now();
    const early = (hours: number) => new Date(now + hours * 3_600_000).toISOString();
    const detail = (userId: string, hours: number) => ({
      userId,
      traits: { email: `${userId}@example.com` },
      properties: { revenue: 7 },
      timestamp: early(hours),
    });
    // One clock is two days ahead, the other a month.
    await session.put({ name, detail: detail('tess', 48) }, { name, detail: detail('theo', 720) });
    await session.settle();
    const rejected = await listRejected(session);
    const [tess, theo] = ['tess', 'theo'].map((userId) =>
      rejected
        .filter(({ code }) => code === 'timestamp_in_future')
        .find(({ problem }) => problem.includes(userId === 'tess' ? ' 48 h' : ' 720 h')),
    );
    if (tess === undefined || theo === undefined) throw new Error(JSON.stringify(rejected));

    const tooSoon = await session.percorso('rejected', 'replay', 'rejected/no-such', tess.key, theo.key);
    expect(tooSoon.exitCode).toBe(1);
    expect(tooSoon.text).toContain('rejected/no-such stays: No rejected event has this key.');
    expect(tooSoon.text).toContain(`${tess.key} stays: detail.timestamp`);
    expect(tooSoon.text).toContain('Sent 0 touchpoints again; 3 kept.');

    await session.advance(2 * day);
    const replayed = await session.percorso('rejected', 'replay', tess.key, theo.key);
    expect(replayed.text).toContain('Sent 1 touchpoint again; 1 kept.');
    expect(await session.settle()).toEqual({});

    expect((await readProfile(session, 'userId:tess')).computed['revenue']).toMatchObject({ sum: 7 });
    expect(session.emailsTo('tess@example.com')).toHaveLength(1);
    const keys = (await listRejected(session)).map(({ key }) => key);
    expect(keys).not.toContain(tess.key);
    expect(keys).toContain(theo.key);
    expect(await session.percorso('rejected', 'show', tess.key)).toMatchObject({
      exitCode: 1,
      text: expect.stringContaining('percorso rejected list'),
    });
  });
  it('count after a repair on the command line, and leave the list', async () => {
    const traits = { email: 'rae@example.com' };
    await session.put({ name, source: 'till', detail: { userId: true, traits, properties: { revenue: 9 } } });
    await session.settle();
    // EventBridge may deliver an event twice: then it is listed twice, and counts once.
    const listed = await session.ask<readonly { key: string }[]>('rejected', 'list', '--source', 'till');
    expect(listed).not.toEqual([]);
    const replayed = await session.percorso(
      ...['rejected', 'replay', ...listed.map(({ key }) => key), '--set', 'detail.userId=rae'],
    );
    expect(replayed.text).toMatch(new RegExp(`Sent ${listed.length} touchpoints? again; 0 kept\\.`));
    await session.settle();
    expect((await readProfile(session, 'userId:rae')).computed['revenue']).toMatchObject({ sum: 9 });
    expect(session.emailsTo('rae@example.com')).toHaveLength(1);
    expect(await session.ask('rejected', 'list', '--source', 'till')).toEqual([]);
  });
});
