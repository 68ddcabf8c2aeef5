/** Connected content of sent messages: read once for many, again after a failure, and never in place of a fallback. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { defaultLimits } from '../../../adapters/content/liquid-engine.ts';
import { createContentRenderer } from '../../../adapters/content/render-content.ts';
import { ContentUnavailableError } from '../../../app/ports/content-reader.ts';
import { createContentCache } from '../../../app/send/content-cache.ts';
import { fetchContent } from '../../../app/send/fetch-content.ts';
import { createContentSetup, stock } from '../../harness/content-setup.ts';
import { start } from '../../harness/sending-setup.ts';
import { makeSms } from '../../harness/templates.ts';

const broken = (reason = 'http_500', isTemporary = true) => new ContentUnavailableError(reason, isTemporary);

describe('connected content', () => {
  it('is in the message, with values of the person in the query alone', async () => {
    const { urls, drain, bodies } = await createContentSetup([{ left: 3 }]);
    await drain('m1');
    expect(bodies()).toEqual(['3 left for Ann']);
    expect(urls).toEqual(['https://api.example/stock?shop=1&sku=a%20b%26c']);
  });

  it('is read once for the messages of a minute, and again after it', async () => {
    const { setup, urls, drain, bodies } = await createContentSetup([{ left: 3 }]);
    await drain('m1', 'm2', 'm3');
    setup.clock.now += 59_000;
    await drain('m4');
    expect(urls).toHaveLength(1);
    setup.clock.now += 1_000;
    await drain('m5');
    expect(bodies().map((body) => body.slice(0, 1))).toEqual(['3', '3', '3', '3', '7']);
  });

  it('is read again after a temporary failure, and not after a permanent one', async () => {
    const again = await createContentSetup([broken()]);
    await again.drain('m1');
    expect([again.urls.length, again.bodies().length]).toEqual([2, 1]);
    const never = await createContentSetup([broken('http_404', false)]);
    await never.drain('m1');
    expect([never.urls.length, await never.stateOf('m1')]).toEqual([
      1,
      { state: 'failed', reason: 'content_unavailable' },
    ]);
  });

  it('is the fallback where the template has one', async () => {
    const fetch = { onFailure: 'fallback', fallback: { left: 'Some' }, retries: 0 } as const;
    const { urls, drain, bodies } = await createContentSetup([broken()], fetch);
    await drain('m1');
    expect([urls.length, bodies()]).toEqual([1, ['Some left for Ann']]);
  });

  it('is counted where it is the fallback', async () => {
    const fetch = { onFailure: 'fallback', fallback: { left: 'Some' }, retries: 0 } as const;
    const { count } = await createContentSetup([broken()], fetch);
    expect(await count()).toEqual({ ContentFallbacks: 1, MessagesSent: 1 });
    const answered = await createContentSetup([{ left: 1 }], fetch);
    expect(await answered.count()).toEqual({ MessagesSent: 1 });
  });

  it('is noted on the message where it is the fallback, and not where a further try read it', async () => {
    const fetch = { onFailure: 'fallback', fallback: { left: 'Some' }, retries: 0 } as const;
    const { setup, make, drain } = await createContentSetup([broken('timed_out')], fetch);
    await drain('m1');
    await drain('m2');
    const read = (id: string) => setup.ledger.read(make(id).profileId, id);
    expect((await read('m1'))?.fallbacks).toEqual([{ name: 'stock', reason: 'timed_out' }]);
    expect(await read('m2')).not.toHaveProperty('fallbacks');
    const again = await createContentSetup([broken('timed_out')], fetch);
    again.setup.answers.push(() => ({ kind: 'deferred', reason: 'throttled' }));
    await again.drain('m3');
    const m3 = await again.setup.ledger.read(make('m3').profileId, 'm3');
    expect([m3?.state, m3?.attempt, m3?.fallbacks]).toEqual(['sent', 2, undefined]);
  });

  it.each([{}, { left: null }])('completes the answer %j from the fallback', async (answer) => {
    const fetch = { onFailure: 'fallback', fallback: { left: 'Some' } } as const;
    const { drain, bodies } = await createContentSetup([answer], fetch);
    await drain('m1');
    expect(bodies()).toEqual(['Some left for Ann']);
  });

  it.each([[[1, 2]], [5], ['text'], [null]])('is a map: the answer %j is a failure', async (answer) => {
    const fetch = { onFailure: 'fallback', fallback: { left: 'Some' } } as const;
    const kept = await createContentSetup([answer], fetch);
    await kept.drain('m1');
    expect(kept.bodies()).toEqual(['Some left for Ann']);
    const { urls, drain, stateOf } = await createContentSetup([answer]);
    await drain('m1');
    expect([urls.length, await stateOf('m1')]).toEqual([
      1,
      { state: 'failed', reason: 'content_unavailable' },
    ]);
  });

  it.each([
    ['too_deep', `{"left":1,"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
    ['too_deep', `{"left":${'{"a":'.repeat(16)}1${'}'.repeat(16)}}`],
    ['key_forbidden', '{"left":{"toString":1}}'],
    ['key_forbidden', '{"left":3,"list":[{"__proto__":{"left":4}}]}'],
  ])('is the fallback (%s) where a value cannot be shown', async (reason, answer) => {
    const fetch = { onFailure: 'fallback', fallback: { left: 'Some' } } as const;
    const { setup, make, drain, bodies } = await createContentSetup([JSON.parse(answer)], fetch);
    await drain('m1');
    const [message, ledger] = [make('m1'), setup.ledger];
    expect(bodies()).toEqual(['Some left for Ann']);
    expect((await ledger.read(message.profileId, 'm1'))?.fallbacks).toEqual([{ name: 'stock', reason }]);
  });

  it('may have 16 levels', async () => {
    const nested = JSON.parse(`{"left":3,"a":${'['.repeat(15)}1${']'.repeat(15)}}`);
    const { drain, bodies } = await createContentSetup([nested]);
    await drain('m1');
    expect(bodies()).toEqual(['3 left for Ann']);
  });

  it('is not read from a host that the policy does not allow', async () => {
    const { urls, drain, stateOf } = await createContentSetup([], {}, ['other.example']);
    await drain('m1');
    expect([urls, await stateOf('m1')]).toEqual([[], { state: 'failed', reason: 'content_unavailable' }]);
  });

  it('leaves a host alone for half a minute that failed five times in a row', async () => {
    const failures = Array.from({ length: 5 }, () => broken());
    const fetch = { retries: 0, onFailure: 'fallback', fallback: {} } as const;
    const { setup, urls, drain, bodies } = await createContentSetup(failures, fetch);
    for (let index = 1; index <= 7; index += 1) await drain(`m${index}`);
    expect(urls).toHaveLength(5);
    setup.clock.now = start + 31_000;
    await drain('m8');
    expect([urls.length, bodies().at(-1)]).toEqual([6, '7 left for Ann']);
  });

  test.prop([fc.string({ unit: 'binary' })])(
    'lets no value of a person change more than its own part of the query',
    async (sku) => {
      const { compiled } = await compileTemplate(makeSms('Hi', { fetch: [stock] }));
      let read = new URL('https://none.example');
      const cache = createContentCache(
        {
          read: async (url) => {
            read = url;
            return {};
          },
        },
        { now: () => 0, random: () => 0 },
      );
      const request = { template: compiled, variables: { event: { properties: { sku } } }, now: 0 };
      const tools = {
        content: cache,
        allowedHosts: ['api.example'],
        render: createContentRenderer(defaultLimits),
      };
      await fetchContent(request, tools, () => undefined);
      expect([read.origin, read.pathname, read.hash]).toEqual(['https://api.example', '/stock', '']);
      expect([...read.searchParams.keys()]).toEqual(['shop', 'sku']);
      expect(read.searchParams.get('shop')).toBe('1');
    },
  );
});
