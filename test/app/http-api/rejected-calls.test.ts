/** A call that cannot be accepted is rejected by itself, with its reason: the others of its batch count. */
import { beforeEach, describe, expect, it } from 'vitest';
import { maxRejected } from '../../../app/http-api/check-calls.ts';
import { parseMember, unpackEvent } from '../../../engine/touchpoint/unpack-event.ts';
import { openApi, type TestApi } from '../../harness/http-api.ts';

let api: TestApi;
beforeEach(async () => {
  api = await openApi();
});

interface Answer {
  readonly success: boolean;
  readonly rejected?: number;
  readonly problems?: readonly { index: number; code: string; problem: string }[];
}

const good = { type: 'track', event: 'Order Completed', userId: '42', messageId: 'm-1' };
const nest = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);
/** A call whose JSON has exactly this many bytes. */
function makeCall(bytes: number): object {
  const empty = { ...good, note: '' };
  return { ...empty, note: 'x'.repeat(bytes - JSON.stringify(empty).length) };
}

async function send(body: string | Uint8Array, key = api.server): Promise<Answer> {
  const response = await api.request('POST', '/v1/batch', body, key);
  expect(response.status).toBe(200);
  return JSON.parse(response.body) as Answer;
}
const sendBatch = (batch: readonly unknown[], more: object = {}, key?: string) =>
  send(JSON.stringify({ batch, ...more }), key);

/** What the pipeline makes of what is on the bus: the code of each call, or `ok`. */
function receive(): string[] {
  return api.put
    .flatMap(({ source, name, detail }) => {
      const event = { id: 'e', source, 'detail-type': name, time: '2026-11-28T12:00:00Z', detail };
      return 'batch' in detail ? unpackEvent(event) : [event];
    })
    .map((member) => {
      try {
        parseMember(member);
        return 'ok';
      } catch (error) {
        return (error as { code: string }).code;
      }
    });
}

describe('a bad call of a batch', () => {
  it.each([
    ['of more than 32 KB', makeCall(32_769), 'touchpoint_too_large'],
    ['of more than 500 levels', { ...good, properties: { deep: nest(600) } }, 'touchpoint_too_deep'],
    ['of more than 16 levels', { ...good, properties: { deep: nest(20) } }, 'touchpoint_too_deep'],
    ['with a name of 300 characters', { ...good, event: 'n'.repeat(300) }, 'event_malformed'],
    ['without a name', { ...good, event: undefined }, 'name_missing'],
    ['of an unknown type', { ...good, type: 'odd' }, 'type_unknown'],
    ['of a list as type', { ...good, type: [] }, 'type_unknown'],
    ['with a list as user id', { ...good, userId: ['42'] }, 'id_invalid'],
    ['with a text as properties', { ...good, properties: 'x' }, 'field_malformed'],
    ['with a number as context', { ...good, context: 7 }, 'field_malformed'],
    ['with a moment that is none', { ...good, timestamp: 'yesterday' }, 'timestamp_invalid'],
    ['that names no one', { ...good, userId: null }, 'no_identity'],
    ['that is a number', 7, 'detail_malformed'],
    ['that is null', null, 'detail_malformed'],
    ['that is a list', [good], 'detail_malformed'],
  ])('%s is rejected alone, and the response says so', async (_what, bad, code) => {
    const answer = await sendBatch([good, bad, { ...good, messageId: 'm-2' }]);
    expect(answer).toMatchObject({ success: true, rejected: 1, problems: [{ index: 1, code }] });
    expect(receive()).toEqual(['ok', code, 'ok']);
  });

  it('of 32 KB and 500 levels exactly is put on the bus as it is', async () => {
    const full = makeCall(32_768);
    const deep = { ...good, note: nest(499) };
    await sendBatch([full, deep]);
    expect(api.listCalls()).toEqual([full, deep]);
  });

  it('is counted in bytes of UTF-8, not in characters', async () => {
    const [wide, wider] = [10_890, 10_920].map((length) => ({ ...good, note: '\u20ac'.repeat(length) }));
    expect((await sendBatch([wide, wider])).problems).toMatchObject([
      { index: 1, code: 'touchpoint_too_large' },
    ]);
  });

  it('of 200,000 levels is rejected alone', async () => {
    const levels = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const answer = await send(`{"batch":[${JSON.stringify(good)},{"note":${levels}}]}`);
    expect(answer.problems).toMatchObject([{ index: 1, code: 'touchpoint_too_deep' }]);
    expect(receive()).toEqual(['ok', 'touchpoint_too_deep']);
  });

  it('with a name of 129 to 256 characters counts', async () => {
    expect(await sendBatch([{ ...good, event: 'n'.repeat(256) }])).toEqual({ success: true });
    expect(receive()).toEqual(['ok']);
  });

  it('with bytes that are no UTF-8 is rejected alone; a replacement character that was sent is not', async () => {
    const batch = [{ ...good, note: 'caf\ufffd' }];
    expect(await sendBatch(batch)).toEqual({ success: true });
    const text = JSON.stringify({
      batch: [good, { ...good, messageId: 'caf@' }, { ...good, note: 'caf\u00e9' }],
    });
    const bytes = Buffer.from(text).map((byte) => (byte === 0x40 ? 0xe9 : byte));
    expect(await send(bytes)).toMatchObject({ rejected: 1, problems: [{ index: 1, code: 'text_not_utf8' }] });
    expect(receive()).toEqual(['ok', 'ok', 'text_not_utf8', 'ok']);
  });

  it.each<[string, object]>([
    ['userId', { userId: 'jos\ufffd' }],
    ['anonymousId', { anonymousId: '\ufffd' }],
    ['groupId', { type: 'group', groupId: 'caf\ufffd' }],
    ['previousId', { type: 'alias', previousId: 'jos\ufffd' }],
    ['messageId', { messageId: 'm-\ufffd' }],
    ['event', { event: 'Caf\ufffd' }],
    ['name', { type: 'page', event: undefined, name: 'Caf\ufffd' }],
    ['traits.email', { traits: { email: 'jos\ufffd@example.com' } }],
    ['context.traits.phone', { context: { traits: { phone: '+39\ufffd' } } }],
    ['context.groupId', { context: { groupId: 'caf\ufffd' } }],
    ['context.externalIds', { context: { externalIds: [{ id: 'V-\ufffd', type: 'crm' }] } }],
  ])(
    'with a replacement character in %s is rejected alone, in its batch or in the context of it',
    async (path, odd) => {
      const received = `received a replacement character in ${path}.`;
      const problems = [{ index: 1, code: 'text_not_utf8', problem: expect.stringContaining(received) }];
      expect(await sendBatch([good, { ...good, ...odd }])).toMatchObject({ rejected: 1, problems });
      expect(receive()).toEqual(['ok', 'text_not_utf8']);
      if (!('context' in odd)) return;
      expect(await sendBatch([good, good], odd)).toMatchObject({ rejected: 2 });
    },
  );

  it('alone at a path of its own is answered in the same way', async () => {
    const response = await api.post('/v1/track', makeCall(40_000), api.server);
    expect(response.status).toBe(200);
    expect(JSON.parse(response.body)).toMatchObject({ rejected: 1, problems: [{ index: 0 }] });
    expect(receive()).toEqual(['touchpoint_too_large']);
  });
});

describe('the description of a call', () => {
  it('has its name, its ids of events and the start of its JSON, but no user token', async () => {
    const context = { userToken: 'secret' };
    await sendBatch([{ context, ...makeCall(40_000) }], {}, api.browser);
    const [description] = api.listCalls();
    expect(description).toMatchObject({ event: 'Order Completed', type: 'track', messageId: 'm-1' });
    expect(description).toMatchObject({
      'percorso-rejected': { code: 'touchpoint_too_large', start: expect.stringContaining('"userId":"42"') },
    });
    const text = JSON.stringify(api.put);
    expect(text).not.toContain('secret');
    expect(text.length).toBeLessThan(5_000);
  });

  it('is valid JSON where the call has odd fields', async () => {
    const odd = { ...makeCall(40_000), event: '\u{1F600}'.repeat(200), type: 7, messageId: 'x'.repeat(999) };
    await sendBatch([odd, `${'\u{1F600}'.repeat(20_000)}`]);
    expect(receive()).toEqual(['touchpoint_too_large', 'touchpoint_too_large']);
    expect(JSON.stringify(api.put)).not.toMatch(/\\ud8/);
  });
});

describe('the context of a batch', () => {
  it('that is too large makes every call too large', async () => {
    const answer = await sendBatch([good, good], { context: { note: 'x'.repeat(33_000) } });
    expect(answer.rejected).toBe(2);
    expect(receive()).toEqual(['touchpoint_too_large', 'touchpoint_too_large']);
  });

  it('counts for each call: a request cannot store a thousand times its size', async () => {
    const context = { note: 'x'.repeat(30_000) };
    const body = (calls: number) => JSON.stringify({ batch: Array(calls).fill(good), context });
    const statuses = [130, 140].map(async (calls) => {
      const response = await api.request('POST', '/v1/batch', body(calls), api.browser);
      return [response.status, (JSON.parse(response.body) as { code?: string }).code];
    });
    expect(await Promise.all(statuses)).toEqual([
      [200, undefined],
      [400, 'body_too_large'],
    ]);
  });
});

it('keeps at most 2,500 rejected calls of a request, and the number of the others', async () => {
  const answer = await send(`{"batch":[${'1,'.repeat(20_000)}${JSON.stringify(good)}]}`, api.browser);
  expect(answer.rejected).toBe(20_000);
  expect(answer.problems).toHaveLength(20);
  const received = receive();
  expect(received.filter((code) => code === 'detail_malformed')).toHaveLength(maxRejected);
  expect(received.slice(maxRejected)).toEqual(['ok', 'batch_size']);
  expect(JSON.stringify(api.listCalls().at(-1))).toContain('17500 more invalid calls');
});

it('answers 503 if the bus does not accept a description, so that the client sends all again', async () => {
  api.failures.push('InternalFailure', 'InternalFailure');
  const response = await api.post('/v1/batch', { batch: [good, makeCall(40_000)] }, api.server);
  expect(response.status).toBe(503);
});
