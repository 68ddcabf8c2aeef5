/** What a browser key may not state, field by field: a stranger can read such a key and post what they like. */
import { beforeEach, describe, expect, it } from 'vitest';
import { type ContextRule, contextFields } from '../../../app/http-api/context-fields.ts';
import { parseMember, unpackEvent } from '../../../engine/touchpoint/unpack-event.ts';
import { listFiles } from '../../architecture/source-files.ts';
import { openApi, type TestApi } from '../../harness/http-api.ts';

let api: TestApi;
beforeEach(async () => {
  api = await openApi();
});

const call = { type: 'track', event: 'Page Read', anonymousId: 'a-1', messageId: 'm-1' };
const tap = { ...call, event: 'Push Notification Tapped', properties: { 'percorso-message': 'x' } };
const fields = Object.entries(contextFields) as [string, ContextRule][];

/** The contexts that the pipeline reads, of a call with this context, and of one in a batch with it. */
async function readContexts(context: unknown, key: string, each: object = call): Promise<readonly unknown[]> {
  await api.post('/v1/batch', { batch: [{ ...each, context }] }, key);
  await api.post('/v1/batch', { batch: [each], context }, key);
  return api.put
    .flatMap(({ source, name, detail }) => {
      const event = { id: 'e', source, 'detail-type': name, time: '2026-11-28T12:00:00Z', detail };
      return 'batch' in detail ? unpackEvent(event) : [event];
    })
    .map((event) => (event['detail'] as Record<string, unknown>)['context'] ?? {});
}

describe('a field of the context that only Percorso says', () => {
  const forbidden = fields.filter(([, rule]) => rule === 'percorso').map(([name]) => name);

  it.each(forbidden)(
    '%s is removed from a call, from its batch, and from a report of a tap',
    async (name) => {
      const context = { [name]: { id: 'x', line: 1 }, locale: 'it' };
      for (const each of [call, tap])
        expect(await readContexts(context, api.browser, each)).not.toContainEqual(
          expect.objectContaining({ [name]: expect.anything() }),
        );
    },
  );

  it.each(forbidden)('%s is kept from a server', async (name) => {
    const context = { [name]: { id: 'x' } };
    expect(await readContexts(context, api.server)).toEqual([context, context]);
  });
});

describe('a field of the context that everyone may state', () => {
  const free = fields.filter(([name, rule]) => rule === 'anyone' && name !== 'userToken');

  it.each(free.map(([name]) => name))('%s is kept', async (name) => {
    const context = { [name]: { some: 'value' }, unknown: 1 };
    expect(await readContexts(context, api.browser)).toEqual([context, context]);
  });
});

it('keeps of consentSource what is no evidence of Percorso’s own', async () => {
  const evidence = { confirmed: true, requestedAt: 'x', recordedBy: 'crm', message: { id: 'm' } };
  const consentSource = { form: 'footer', url: 'https://shop.example/', wording: 'Yes' };
  const context = { consentSource: { ...consentSource, ...evidence } };
  expect(await readContexts(context, api.browser)).toEqual([{ consentSource }, { consentSource }]);
});

describe('a call that has calls in it', () => {
  const hidden = {
    ...call,
    userId: 'victim',
    profileId: 'p1',
    context: { consentSource: { confirmed: true } },
  };

  it.each([
    ['a report of a tap', tap],
    ['a call', call],
  ])('is one call: %s', async (_what, outer) => {
    await api.post('/v1/batch', { batch: [{ ...outer, batch: [hidden] }] }, api.browser);
    await api.post('/v1/track', { ...outer, batch: [hidden] }, api.browser);
    expect(JSON.stringify(api.put)).not.toContain('victim');
    expect(api.listCalls()).toEqual([outer, outer]);
  });
});

it('leaves a key such as __proto__ to the pipeline, which rejects it', async () => {
  const body = `{"batch":[{"event":"e","anonymousId":"a","context":{"__proto__":{"import":1}}}]}`;
  await api.request('POST', '/v1/batch', body, api.browser);
  const [sent] = api.put;
  const event = { id: 'e', source: 'web', 'detail-type': 'Batch', time: '2026-11-28T12:00:00Z' };
  const [member] = unpackEvent({ ...event, detail: sent?.detail });
  expect(() => parseMember(member ?? {})).toThrow('key_forbidden');
});

/** Fields that the code reads of a context: `context['x']`, and of the engine `const { x } = touchpoint.context`. */
function listRead(): readonly string[] {
  const product = listFiles().filter(({ path }) => /^(engine|app)\/.*\.ts$/.test(path));
  return product.flatMap((file) => {
    const code = file.text;
    const named = [...code.matchAll(/context\??\.?\[?'(\w+)'\]/g)].map(([, name = '']) => name);
    const taken = file.path.startsWith('engine/')
      ? [...code.matchAll(/const \{([^{}]*)\} = (?:touchpoint\.)?context;/g)].flatMap(([, names = '']) =>
          names.split(',').map((name) => name.split(/[:=]/)[0]?.trim() ?? ''),
        )
      : [];
    // The rest of a context is no field.
    return [...named, ...taken].filter((name) => name !== '' && !name.startsWith('...'));
  });
}

it('has a rule for every field of a context that the product reads', () => {
  const read = new Set(listRead());
  // Of the context of a Lambda function.
  read.delete('functionArn');
  expect(read.size).toBeGreaterThan(12);
  expect([...read].filter((name) => !Object.hasOwn(contextFields, name))).toEqual([]);
});
