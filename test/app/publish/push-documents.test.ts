/** Pushing and publishing by name answer with data: what was written, what is staged, and whom it affects. */
import { describe, expect, it } from 'vitest';
import { createMemoryDocumentStore } from '../../../adapters/memory/document-store.ts';
import { createMemoryProfileScanner } from '../../../adapters/memory/profile-scanner.ts';
import { createMemoryProfileStore } from '../../../adapters/memory/profile-store.ts';
import {
  discardDocuments,
  previewPublication,
  publishDocuments,
} from '../../../app/publish/publish-documents.ts';
import { pushDocuments } from '../../../app/publish/push-documents.ts';
import { buyers, good, greet, openMemoryPorts, orders } from '../../harness/samples.ts';

const now = Date.UTC(2026, 10, 28, 9);
const options = { now, allowShrink: false };
const openPorts = () => ({ ...openMemoryPorts(), staged: createMemoryDocumentStore() });
const reach = {
  openScanner: async () => createMemoryProfileScanner(createMemoryProfileStore()),
};

/** The calls of the progress, in order. */
async function push(
  documents: readonly object[],
  ports: ReturnType<typeof openPorts>,
  { publish = false }: { readonly publish?: boolean } = {},
) {
  const calls: string[] = [];
  const pushed = await pushDocuments(
    documents.map((document) => ({ document })),
    ports,
    {
      publish,
      now,
      reach,
      onStart: (count) => calls.push(`start ${count}`),
      onStep: () => calls.push('step'),
      onWritten: () => calls.push('written'),
    },
  );
  return { ...pushed, calls };
}

describe('pushed documents', () => {
  it('are staged when they are valid, and reported when they are not, without a file that names them', async () => {
    const ports = openPorts();
    const { put, problems, published, calls } = await push([orders, { ...greet, nonsense: true }], ports);
    expect(put).toMatchObject({ written: ['trait/orders'], unchanged: [], failed: [] });
    expect(problems.map(({ document }) => document)).toEqual([`rule/${greet.id}`]);
    expect(published).toBeUndefined();
    expect(calls).toEqual(['start 1', 'step', 'written']);
    expect((await ports.programs.readCurrent()).version).toBe(0);
  });

  it('are published at once on request, with the people whom they affect', async () => {
    const ports = openPorts();
    const { published } = await push([orders, buyers], ports, { publish: true });
    expect(published).toMatchObject({
      report: { outcome: 'published', version: 1 },
      labels: ['trait/orders', 'segment/buyers'],
      reach: { outcome: 'counted', counted: { people: 0 } },
    });
  });

  it('pause the published version even when they are invalid otherwise', async () => {
    const ports = openPorts();
    await push(good, ports, { publish: true });
    const { pauses, published } = await push([{ ...greet, status: 'paused', nonsense: true }], ports, {
      publish: true,
    });
    expect(pauses).toEqual([{ ...greet, status: 'paused' }]);
    expect(published?.report).toMatchObject({ outcome: 'published', version: 2 });
  });
});

describe('a publication by name', () => {
  it('answers with what is staged when a label is not, and changes nothing', async () => {
    const ports = openPorts();
    await push([orders], ports);
    const missing = { outcome: 'not_staged', unknown: ['rule/none'], staged: ['trait/orders'] };
    expect(await publishDocuments(['rule/none'], ports, options)).toEqual(missing);
    expect(await previewPublication(['rule/none'], ports, options)).toEqual(missing);
    expect(await discardDocuments(['rule/none', 'trait/orders'], ports)).toEqual(missing);
    expect((await ports.staged.list(undefined)).documents).toHaveLength(1);
  });

  it('is previewed with its version and changes, then done, then nothing is left', async () => {
    const ports = openPorts();
    await push([orders, buyers], ports);
    const preview = await previewPublication(['trait/orders'], ports, { ...options, reach });
    expect(preview).toMatchObject({
      outcome: 'planned',
      version: 1,
      isNothing: false,
      staged: ['trait/orders'],
      report: { version: 0, changes: { added: ['trait/orders'] } },
    });
    expect((await ports.programs.readCurrent()).version).toBe(0);
    expect(await publishDocuments(['trait/orders'], ports, options)).toMatchObject({
      outcome: 'done',
      report: { outcome: 'published', version: 1, moved: ['trait/orders'], left: [] },
    });
    expect(await discardDocuments(['segment/buyers'], ports)).toEqual({ outcome: 'discarded' });
    expect(await previewPublication([], ports, options)).toMatchObject({ isNothing: true, staged: [] });
  });

  it('is done although the affected people cannot be read, and the answer has the failure', async () => {
    const ports = openPorts();
    await push([orders], ports);
    const failure = new Error('denied');
    const denied = { openScanner: () => Promise.reject(failure) };
    expect(await publishDocuments([], ports, { ...options, reach: denied })).toMatchObject({
      report: { outcome: 'published' },
      reach: { outcome: 'failed', failure },
    });
  });
});
