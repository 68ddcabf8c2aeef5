/** `/q/<code>` leads to the target of a published link, whatever else is down, and a scan of a person is a touchpoint. */
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { createMemoryDocumentStore } from '../../../adapters/memory/document-store.ts';
import { publishProgram } from '../../../app/publish/publish-program.ts';
import type { LinkDocument } from '../../../engine/model/documents/link-document.ts';
import type { Fault } from '../../harness/faults.ts';
import { createLinkSetup, linkStart } from '../../harness/link-server.ts';

const target = 'https://shop.example/spring?utm_source=window';
const link: LinkDocument = {
  kind: 'link',
  id: 'window-rome',
  status: 'live',
  target,
  place: 'Rome',
  campaign: 'spring',
};
const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15';

type Given = Partial<LinkDocument> | { readonly faults: readonly Fault[] };

async function open(...given: readonly Given[]) {
  const faults = given.flatMap((each) => ('faults' in each ? each.faults : []));
  const links = given.flatMap((each) => ('faults' in each ? [] : [each]));
  const setup = await createLinkSetup(faults);
  const publish = async (published: readonly Partial<LinkDocument>[]): Promise<void> => {
    const documents = createMemoryDocumentStore();
    for (const more of published) await documents.put({ ...link, ...more });
    const ports = { documents, programs: setup.programs, compileTemplate };
    await publishProgram(ports, { now: linkStart, allowShrink: true });
  };
  await publish(links);
  const scan = (path = '/q/window-rome', more: object = {}) => setup.ask({ path, userAgent: phone, ...more });
  return { ...setup, scan, publish };
}

describe('a code', () => {
  it('leads to its target, and the scan is a touchpoint of a new person with place and campaign', async () => {
    const setup = await open({});
    const { status, headers } = await setup.scan();
    expect([status, headers['location']]).toEqual([302, target]);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    expect(headers['set-cookie']).toBeUndefined();
    const [scan] = setup.scanned;
    expect(scan).toMatchObject({
      ...{ name: 'Code Scanned', code: 'window-rome', place: 'Rome', campaign: 'spring' },
      ...{ device: 'phone', at: linkStart, id: `scan-${scan?.anonymousId}` },
    });
    await setup.scan();
    expect(setup.scanned[1]?.anonymousId).not.toBe(scan?.anonymousId);
    expect(await setup.scanCounts.list()).toEqual([
      { code: 'window-rome', people: 2, machines: 0, outside: 0, lastAt: linkStart },
    ]);
  });

  it('gives the target the anonymous id of the scan only if its document says so, and keeps the query', async () => {
    const setup = await open({ passId: true, event: 'Poster Seen' });
    const { headers } = await setup.scan('/Q/Window-Rome/');
    expect(headers['location']).toBe(`${target}&ajs_aid=${setup.scanned[0]?.anonymousId}`);
    expect(setup.scanned[0]?.name).toBe('Poster Seen');
  });

  it('takes no target from the request: it is no open redirect', async () => {
    const setup = await open({});
    const query = new URLSearchParams({
      target: 'https://evil.example',
      url: 'https://evil.example',
      ajs_aid: 'x',
    });
    expect((await setup.scan('/q/window-rome', { query })).headers['location']).toBe(target);
    for (const path of ['/q/https://evil.example', '/q//evil.example', '/q/window-rome/x', '/q/']) {
      const { status, headers } = await setup.scan(path, { query });
      expect([status, headers['location']]).toEqual([404, undefined]);
    }
  });

  it.each<[string, object]>([
    ['HEAD', { method: 'HEAD' }],
    ['a prefetch', { isPrefetch: true }],
    ['a link preview', { userAgent: 'WhatsApp/2.24.1 A' }],
    ['a crawler', { userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1)' }],
    ['no agent', { userAgent: undefined }],
  ])('leads a machine to its target and counts it apart: %s', async (_what, request) => {
    const setup = await open({ passId: true });
    const { status, headers } = await setup.scan('/q/window-rome', request);
    expect([status, headers['location']]).toEqual([302, target]);
    expect(setup.scanned).toEqual([]);
    expect(await setup.scanCounts.list()).toMatchObject([{ people: 0, machines: 1 }]);
  });

  it('counts more than 30 scans of one address in a minute as those of a machine, and leads all to the target', async () => {
    const setup = await open({});
    for (let index = 0; index < 40; index++) expect((await setup.scan()).status).toBe(302);
    expect(await setup.scanCounts.list()).toMatchObject([{ people: 30, machines: 10 }]);
    await setup.scan('/q/window-rome', { ip: '192.0.2.8' });
    setup.clock.now += 60_000;
    await setup.scan();
    expect(setup.scanned).toHaveLength(32);
  });
});

describe('a code that is not in force', () => {
  const early = { validFrom: '2026-11-22T09:00:00.001Z' };
  const over = { validUntil: '2026-11-22T10:00:00+01:00' };
  it.each<[string, Partial<LinkDocument>, number, string]>([
    ['has ended', over, 410, 'leads nowhere any more'],
    ['has ended and is paused', { ...over, status: 'paused' }, 410, 'leads nowhere any more'],
    ['has not begun', early, 404, 'not valid yet'],
    ['is paused', { status: 'paused' }, 404, 'nowhere at the moment'],
    ['is archived', { ...early, status: 'archived' }, 410, 'leads nowhere any more'],
  ])('leads to its fallback, or to a page that says so: it %s', async (_what, more, expected, says) => {
    const setup = await open(more, { ...more, id: 'other', fallback: 'https://shop.example/' });
    const { status, body } = await setup.scan();
    expect([status, body]).toEqual([expected, expect.stringContaining(says)]);
    expect((await setup.scan('/q/other')).headers['location']).toBe('https://shop.example/');
    expect(setup.scanned).toEqual([]);
    expect(await setup.scanCounts.list()).toMatchObject([
      { code: 'other', outside: 1 },
      { code: 'window-rome', outside: 1 },
    ]);
  });

  it('is in force from its first moment until its last', async () => {
    const setup = await open({ validFrom: '2026-11-22T09:00:00Z', validUntil: '2026-11-22T09:00:00.001Z' });
    expect((await setup.scan()).status).toBe(302);
    setup.clock.now += 1;
    expect((await setup.scan()).status).toBe(410);
  });

  it('is unknown if it is a draft, or was never published', async () => {
    const setup = await open({ status: 'draft' }, { id: 'other' });
    for (const path of ['/q/window-rome', '/q/none']) {
      const { status, body } = await setup.scan(path);
      expect([status, body]).toEqual([404, expect.stringContaining('This code is unknown')]);
    }
    expect(await setup.scanCounts.list()).toEqual([]);
  });
});

describe('what is down', () => {
  it('does not keep a person from the target: the bus, the counts, and the config table after the first scan', async () => {
    const setup = await open({});
    setup.bus.isDown = true;
    expect((await setup.scan()).headers['location']).toBe(target);
    expect(await setup.scanCounts.list()).toMatchObject([{ people: 1 }]);
  });

  it.each(['scans.put', 'scanCounts.add', 'programs.readCurrent'])(
    'delays nothing: %s of a later scan fails, and the person gets to the target',
    async (name) => {
      const clean = await open({});
      await clean.scan();
      clean.clock.now += 120_000;
      await clean.scan();
      const call = clean.injector.calls.lastIndexOf(name) + 1;
      expect(call).toBeGreaterThan(0);
      const setup = await open({}, { faults: [{ call, kind: 'fails before' }] });
      await setup.scan();
      setup.clock.now += 120_000;
      expect((await setup.scan()).headers['location']).toBe(target);
      expect(setup.injector.hasStruck()).toBe(true);
    },
  );

  it('shows a page that asks to try again if no process has read the program', async () => {
    const { injector } = await open({});
    const setup = await open({}, { faults: [{ call: injector.calls.length + 1, kind: 'fails before' }] });
    const { status, headers } = await setup.scan();
    expect([status, headers['retry-after']]).toEqual([503, '60']);
  });
});

it('a changed target is in force within a minute, and a deleted link is unknown', async () => {
  const setup = await open({}, { id: 'other' });
  expect((await setup.scan()).headers['location']).toBe(target);
  await setup.publish([{ target: 'https://shop.example/new' }]);
  setup.clock.now += 60_000;
  expect((await setup.scan()).headers['location']).toBe('https://shop.example/new');
  expect((await setup.scan('/q/other')).status).toBe(404);
});
