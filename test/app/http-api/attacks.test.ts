/** Attacks on the HTTP API: each call is rejected alone or counts, and the response says the same as the pipeline. */
import { beforeEach, expect, it } from 'vitest';
import { parseMember, unpackEvent } from '../../../engine/touchpoint/unpack-event.ts';
import { openApi, startedAt, type TestApi } from '../../harness/http-api.ts';
import { attacks, writeAttacks } from '../../harness/http-attacks.ts';

let api: TestApi;
beforeEach(async () => {
  api = await openApi();
});

/** What the pipeline makes of the events on the bus. */
function receive(): [id: string, outcome: unknown][] {
  return api.put
    .flatMap(({ source, name, detail }) => {
      // The bus has text.
      const text = JSON.parse(JSON.stringify(detail)) as object;
      const time = new Date(startedAt).toISOString();
      return unpackEvent({ id: 'e', source, 'detail-type': name, time, detail: text });
    })
    .map((member) => {
      const { messageId } = (member as { detail: { messageId: string } }).detail;
      try {
        return [messageId, parseMember(member)];
      } catch (error) {
        return [messageId, (error as { code: string }).code];
      }
    });
}

it('each call is rejected alone, or counts', async () => {
  const response = await api.request('POST', '/v1/batch', writeAttacks(), api.server);
  expect(response.status).toBe(200);
  const outcomes = receive().map(([id, outcome]) => [id, typeof outcome === 'string' ? outcome : undefined]);
  expect(outcomes).toEqual(attacks.map(({ id, code }) => [id, code]));
  const { problems } = JSON.parse(response.body) as { problems: { index: number; code: string }[] };
  const named = problems.map(({ index, code }) => ({ id: attacks[index]?.id, code }));
  expect(named).toEqual(attacks.flatMap(({ id, code }) => (code === undefined ? [] : [{ id, code }])));
});

it('a clock that is wrong by centuries moves no call into the future, or before the years', async () => {
  await api.request('POST', '/v1/batch', writeAttacks(), api.server);
  const moments = receive().flatMap(([id, outcome]) =>
    /sent-|both-|made-/.test(id)
      ? [[id, new Date((outcome as { occurredAt: number }).occurredAt).toISOString()]]
      : [],
  );
  expect(Object.fromEntries(moments)).toEqual({
    'sent-1970': '2026-11-28T12:00:00.000Z',
    'sent-9999': '2026-11-22T09:59:00.000Z',
    'sent-0001': '2026-11-28T12:00:00.000Z',
    'both-9999': '2026-11-28T11:59:01.000Z',
    'both-1970': '2026-11-28T11:59:00.000Z',
    'made-9999': '2026-11-28T12:00:00.000Z',
  });
});

it('a number too large in the context of a batch rejects every call of it', async () => {
  const body =
    '{"batch":[{"type":"track","event":"A","userId":"u","messageId":"m"}],"context":{"page":{"n":1e400}}}';
  const response = await api.request('POST', '/v1/batch', body, api.server);
  expect(JSON.parse(response.body)).toMatchObject({ rejected: 1, problems: [{ code: 'number_not_finite' }] });
  expect(receive()).toEqual([['m', 'number_not_finite']]);
});
