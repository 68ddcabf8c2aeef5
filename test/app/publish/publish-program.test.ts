import { describe, expect, it } from 'vitest';
import { listDocuments, type PublishingPorts } from '../../../app/publish/plan-program.ts';
import { publishProgram } from '../../../app/publish/publish-program.ts';
import {
  compileSimply,
  good,
  greet,
  listIds,
  openMemoryPorts,
  orders,
  putAll,
  readProgram,
  type SampleDocument,
  sms,
} from '../../harness/samples.ts';

const options = { now: 1_000, allowShrink: false };

async function openPublished(documents: readonly SampleDocument[] = good): Promise<PublishingPorts> {
  const ports = openMemoryPorts();
  await putAll(ports, documents);
  await publishProgram(ports, options);
  return ports;
}

async function findProblems(ports: PublishingPorts, id: string): Promise<readonly string[] | undefined> {
  return (await listDocuments(ports.documents)).find((item) => item.id === id)?.problems;
}

describe('publishing', () => {
  it('puts live documents in force and leaves out the others', async () => {
    const ports = openMemoryPorts();
    await putAll(ports, [
      ...good,
      { ...orders, id: 'drafted', status: 'draft' },
      { ...sms, id: 'old', status: 'archived' },
    ]);
    const report = await publishProgram(ports, options);
    expect(report).toMatchObject({ outcome: 'published', version: 1, documents: 6, problems: [] });
    expect(listIds(await readProgram(ports))).toEqual(['buyers', 'greet', 'hello', 'orders']);
  });

  it('writes nothing when nothing changed', async () => {
    const ports = await openPublished();
    const report = await publishProgram({ ...ports, programs: forbidWrites(ports.programs) }, options);
    expect(report).toMatchObject({ outcome: 'unchanged', version: 1 });
  });

  it('publishes nothing from an empty table', async () => {
    const ports = openMemoryPorts();
    expect(await publishProgram(ports, options)).toMatchObject({ outcome: 'unchanged', version: 0 });
  });

  it('keeps the last valid version of a document that became invalid, and reports it on the item', async () => {
    const ports = await openPublished();
    await ports.documents.put({ ...greet, actions: [{ send: 'helo' }] });
    const report = await publishProgram(ports, options);
    expect(report).toMatchObject({ outcome: 'unchanged', kept: ['rule/greet'] });
    expect(await findProblems(ports, 'greet')).toEqual([
      'actions[0].send: There is no template "helo". Did you mean "hello"? Add it, or use another one. (received "helo")',
    ]);
    await ports.documents.put(greet);
    await publishProgram(ports, options);
    expect(await findProblems(ports, 'greet')).toBeUndefined();
  });

  it('annotates an item only when its problems changed', async () => {
    const ports = await openPublished();
    await ports.documents.put({ ...greet, actions: [] });
    await publishProgram(ports, options);
    const refuse = () => Promise.reject(new Error('annotated again'));
    await publishProgram({ ...ports, documents: { ...ports.documents, annotate: refuse } }, options);
  });

  it('removes an invalid document whose status is paused', async () => {
    const ports = await openPublished();
    await ports.documents.put({ ...greet, status: 'paused', actions: [{ sned: 'hello' }] });
    await publishProgram(ports, options);
    expect(listIds(await readProgram(ports))).toEqual(['buyers', 'hello', 'orders']);
  });

  it('refuses documents that depend on a refused one, and keeps both as last published', async () => {
    const ports = await openPublished();
    await putAll(ports, [
      { ...sms, content: { body: '{{' } },
      { ...greet, name: 'Greet' },
    ]);
    const report = await publishProgram(ports, options);
    expect(report.kept).toEqual(['rule/greet', 'template/hello']);
    expect(await findProblems(ports, 'greet')).toEqual([
      'actions[0].send: The template "hello" is invalid: fix it first. (received "hello")',
    ]);
    expect((await readProgram(ports))?.rules[0]).not.toHaveProperty('name');
  });

  it('removes a last version whose template is no longer live', async () => {
    const ports = await openPublished([...good, { ...orders, id: 'a' }, { ...orders, id: 'b' }]);
    await ports.documents.put({ ...sms, status: 'archived' });
    const report = await publishProgram(ports, options);
    expect(listIds(await readProgram(ports))).toEqual(['a', 'b', 'buyers', 'orders']);
    expect(report.problems.map(({ code }) => code)).toEqual(['reference_not_live', 'last_version_dropped']);
  });

  it('gives a changed template a new revision, and keeps the old one for queued messages', async () => {
    const ports = await openPublished();
    await ports.documents.put({ ...sms, content: { body: 'Hello' } });
    expect(await publishProgram(ports, options)).toMatchObject({
      version: 2,
      changes: { changed: ['template/hello'] },
    });
    expect(await ports.programs.loadTemplate('hello', 'r-Hello')).toBeDefined();
    expect(await ports.programs.loadTemplate('hello', 'r-Hi {{ profile.traits.first_name }}')).toBeDefined();
  });

  it('keeps the last 20 versions', async () => {
    const ports = await openPublished();
    for (let index = 1; index <= 25; index += 1) {
      await ports.documents.put({ ...orders, name: `name ${index}` });
      await publishProgram(ports, options);
    }
    const chunks = await ports.programs.listChunksBefore(1_000);
    expect(chunks.map(({ version }) => version)).toEqual(Array.from({ length: 20 }, (_, index) => 7 + index));
  });

  it('continues when a template makes the compiler itself fail', async () => {
    const ports = openMemoryPorts();
    await putAll(ports, [...good, { ...sms, id: 'monster' }]);
    const compileTemplate: PublishingPorts['compileTemplate'] = (document) => {
      if (document.id === 'monster') throw new RangeError('Maximum call stack size exceeded');
      return compileSimply(document);
    };
    await publishProgram({ ...ports, compileTemplate }, options);
    expect(listIds(await readProgram(ports))).toEqual(['buyers', 'greet', 'hello', 'orders']);
    expect(await findProblems(ports, 'monster')).toEqual([
      'content: The content cannot be compiled: Maximum call stack size exceeded',
    ]);
  });
});

describe('a config table emptied by mistake', () => {
  const removeAll = async (ports: PublishingPorts, ids: readonly string[]) => {
    for (const { kind, id } of await listDocuments(ports.documents)) {
      if (ids.includes(id)) await ports.documents.remove(kind, id);
    }
  };

  it.each([
    ['all of it', ['hello', 'orders', 'buyers', 'greet']],
    ['more than half of it', ['hello', 'orders', 'greet']],
  ])('changes nothing when %s is gone, until that is allowed', async (_what, ids) => {
    const ports = await openPublished();
    await removeAll(ports, ids);
    const report = await publishProgram(ports, options);
    expect(report.outcome).toBe('refused');
    expect(report.refusal).toMatchObject({ code: 'program_shrink', before: 4 });
    expect(report.refusal?.remedy).toContain('--allow-shrink');
    expect(listIds(await readProgram(ports))).toHaveLength(4);
    expect(await publishProgram(ports, { ...options, allowShrink: true })).toMatchObject({
      outcome: 'published',
    });
    expect(listIds(await readProgram(ports))).not.toContain('greet');
  });

  it('removes all documents that people switched off themselves, however many', async () => {
    const ports = await openPublished();
    await putAll(
      ports,
      good.map((document) => ({ ...document, status: 'paused' })),
    );
    expect(await publishProgram(ports, options)).toMatchObject({ outcome: 'published', version: 2 });
    expect(listIds(await readProgram(ports))).toEqual([]);
  });

  it('removes one of two documents', async () => {
    const ports = await openPublished([orders, { ...orders, id: 'other' }]);
    await ports.documents.remove('trait', 'other');
    expect(await publishProgram(ports, options)).toMatchObject({ outcome: 'published' });
  });
});

function forbidWrites(programs: PublishingPorts['programs']): PublishingPorts['programs'] {
  const refuse = () => Promise.reject(new Error('wrote'));
  return { ...programs, saveChunk: refuse, setCurrent: refuse, saveTemplate: refuse };
}
