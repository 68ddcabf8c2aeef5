import { describe, expect, it } from 'vitest';
import { listDocuments, type PublishingPorts } from '../../../app/publish/plan-program.ts';
import { publishProgram } from '../../../app/publish/publish-program.ts';
import type { PublishedJourney } from '../../../engine/model/program-snapshot.ts';
import { everything, weekly, welcome } from '../../harness/journey-samples.ts';
import {
  greet,
  openMemoryPorts,
  putAll,
  readProgram,
  type SampleDocument,
  sms,
} from '../../harness/samples.ts';

const options = { now: 1_000, allowShrink: false };

async function openPublished(): Promise<PublishingPorts> {
  const ports = openMemoryPorts();
  await putAll(ports, everything);
  await publishProgram(ports, options);
  return ports;
}

async function publish(ports: PublishingPorts, ...documents: readonly SampleDocument[]) {
  await putAll(ports, documents);
  return publishProgram(ports, options);
}

async function findJourney(ports: PublishingPorts, id: string): Promise<PublishedJourney | undefined> {
  return (await readProgram(ports))?.journeys.find(({ document }) => document.id === id);
}

async function findCampaign(ports: PublishingPorts) {
  return (await readProgram(ports))?.campaigns.find(({ id }) => id === 'weekly');
}

/** Another graph, in which the step `pause` is gone. */
const shorter: SampleDocument = {
  ...welcome,
  start: 'again',
  steps: { again: { type: 'send', template: 'hello', next: 'done' }, done: { type: 'end' } },
};

describe('saving a journey', () => {
  it('re-enters no one: the same documents again publish nothing (Parcelvoy 462)', async () => {
    const ports = await openPublished();
    const before = await readProgram(ports);
    for (let times = 0; times < 4; times += 1) {
      expect(await publish(ports, ...everything)).toMatchObject({ outcome: 'unchanged', version: 1 });
    }
    expect(await readProgram(ports)).toEqual(before);
  });

  it('re-enters no one when only its name or trigger changed: the version stays (Parcelvoy 462)', async () => {
    const ports = await openPublished();
    const document = { ...welcome, name: 'Welcome!', trigger: { event: 'Registered' } };
    expect(await publish(ports, document)).toMatchObject({ changes: { changed: ['journey/welcome'] } });
    expect(await findJourney(ports, 'welcome')).toMatchObject({
      version: 1,
      earlier: [],
      moves: [],
      document,
    });
  });

  it('leaves the people inside on the graph with which they entered', async () => {
    const ports = await openPublished();
    await publish(ports, shorter);
    const expected = { version: 2, earlier: [{ version: 1, graph: { start: 'hello' } }], moves: [] };
    expect(await findJourney(ports, 'welcome')).toMatchObject(expected);
    expect(await publish(ports, shorter)).toMatchObject({ outcome: 'unchanged' });
  });

  it('moves people once by a step map, however often it is saved', async () => {
    const ports = await openPublished();
    const mapped = { ...shorter, stepMap: { hello: 'again', pause: 'again' } };
    await publish(ports, mapped);
    const moved = await findJourney(ports, 'welcome');
    expect(moved).toMatchObject({ version: 2, earlier: [], moves: [{ to: 2, steps: mapped.stepMap }] });
    expect(await publish(ports, mapped)).toMatchObject({ outcome: 'unchanged' });
    await publish(ports, { ...mapped, name: 'Other' });
    expect(await findJourney(ports, 'welcome')).toMatchObject({ version: 2, moves: moved?.moves });
  });

  it('is refused when people on a step would be lost, and the last version stays', async () => {
    const ports = await openPublished();
    const report = await publish(ports, { ...shorter, stepMap: { hello: 'again' } });
    expect(report).toMatchObject({ outcome: 'unchanged', kept: ['journey/welcome'] });
    const item = (await listDocuments(ports.documents)).find(({ id }) => id === 'welcome');
    expect(item?.problems).toEqual([expect.stringContaining('People may wait at step "pause" of version 1')]);
  });

  it('gives a warning about a template that only people on an earlier version need', async () => {
    const ports = await openPublished();
    const silent = { ...welcome, start: 'done', steps: { done: { type: 'end' } } };
    expect(await publish(ports, silent)).toMatchObject({ problems: [] });
    await publish(ports, { ...weekly, status: 'archived' }, { ...greet, status: 'archived' });
    const { problems, version } = await publish(ports, { ...sms, status: 'archived' });
    expect(problems).toMatchObject([
      {
        document: 'journey/welcome',
        severity: 'warning',
        remedy: expect.stringContaining(
          'inside version 1, which needs template "hello", but that is not live.',
        ),
      },
    ]);
    expect(version).toBe(4);
    const moved = await publish(ports, { ...silent, stepMap: { hello: null, pause: null, again: null } });
    expect(moved.problems).toEqual([]);
  });

  it('gives only a warning about it while it is a draft', async () => {
    const ports = await openPublished();
    const draft = { ...shorter, stepMap: { hello: 'again' }, status: 'draft' };
    const { problems } = await publish(ports, draft);
    expect(problems).toMatchObject([{ code: 'step_removed', severity: 'warning' }]);
  });
});

describe('a journey that people may be inside of', () => {
  it.each([
    ['paused', 'paused'],
    ['archived', 'archived'],
    ['draft', 'paused'],
  ])('stays in the program when it is %s', async (status, expected) => {
    const ports = await openPublished();
    await publish(ports, { ...welcome, status });
    expect(await findJourney(ports, 'welcome')).toMatchObject({ version: 1, document: { status: expected } });
  });

  it.each(['paused', 'archived'])('can be %s though the rest of it is broken', async (status) => {
    const ports = await openPublished();
    const report = await publish(ports, { ...welcome, status, start: 'nowhere' });
    expect(report.kept).toEqual(['journey/welcome']);
    expect(await findJourney(ports, 'welcome')).toMatchObject({ document: { status, start: 'hello' } });
  });

  it('keeps its published graph while its status is draft, whatever the draft contains', async () => {
    const ports = await openPublished();
    await publish(ports, { ...shorter, status: 'draft' });
    expect(await findJourney(ports, 'welcome')).toMatchObject({ version: 1, document: { start: 'hello' } });
  });

  it('stays archived when its status returns to draft', async () => {
    const ports = await openPublished();
    await publish(ports, { ...welcome, status: 'archived' });
    await publish(ports, { ...welcome, status: 'draft' });
    expect(await findJourney(ports, 'welcome')).toMatchObject({ document: { status: 'archived' } });
  });

  it('pauses, and is not removed, when a document that it needs is no longer live', async () => {
    const ports = await openPublished();
    const report = await publish(ports, { ...sms, status: 'archived' });
    expect(await findJourney(ports, 'welcome')).toMatchObject({ version: 1, document: { status: 'paused' } });
    expect(await findCampaign(ports)).toMatchObject({ status: 'paused' });
    expect(report.problems.filter(({ code }) => code === 'last_version_paused')).toMatchObject([
      { document: 'campaign/weekly', remedy: expect.stringContaining('needs template "hello"') },
      { document: 'journey/welcome', remedy: expect.stringContaining('needs template "hello"') },
    ]);
    const { problems } = await publish(ports, greet);
    const codes = problems.map(({ document, code }) => `${document} ${code}`);
    expect(codes).toContain('journey/welcome last_version_paused');
  });

  it('pauses when it is deleted, and continues with its versions when it is restored', async () => {
    const ports = await openPublished();
    await publish(ports, shorter);
    await ports.documents.remove('journey', 'welcome');
    const report = await publishProgram(ports, options);
    expect(report.problems).toMatchObject([
      { document: 'journey/welcome', code: 'deleted_while_in_use', severity: 'warning' },
    ]);
    const paused = { version: 2, earlier: [{ version: 1 }], document: { status: 'paused' } };
    expect(await findJourney(ports, 'welcome')).toMatchObject(paused);
    expect(await publishProgram(ports, options)).toMatchObject({ outcome: 'unchanged' });
    await publish(ports, shorter);
    expect(await findJourney(ports, 'welcome')).toMatchObject({ ...paused, document: { status: 'live' } });
  });

  it('is removed permanently when it is deleted after it was archived', async () => {
    const ports = await openPublished();
    await publish(ports, { ...welcome, status: 'archived' });
    await ports.documents.remove('journey', 'welcome');
    expect(await publishProgram(ports, options)).toMatchObject({ changes: { removed: ['journey/welcome'] } });
    expect(await findJourney(ports, 'welcome')).toBeUndefined();
  });

  it.each(['draft', 'archived'])('is not in the program when it never was and is %s', async (status) => {
    const ports = openMemoryPorts();
    await publish(ports, ...everything, { ...welcome, id: 'new', status });
    expect(await findJourney(ports, 'new')).toBeUndefined();
  });

  it('may be published paused', async () => {
    const ports = openMemoryPorts();
    await publish(ports, ...everything, { ...welcome, id: 'new', status: 'paused' });
    expect(await findJourney(ports, 'new')).toMatchObject({ version: 1, document: { status: 'paused' } });
  });
});

describe('a campaign', () => {
  it('keeps its next occurrence when it is saved again: the program is the same (Parcelvoy 506)', async () => {
    const ports = await openPublished();
    expect(await publish(ports, weekly)).toMatchObject({ outcome: 'unchanged', version: 1 });
    await publish(ports, { ...weekly, name: 'Every Monday' });
    expect(await findCampaign(ports)).toMatchObject({ schedule: weekly['schedule'] });
  });

  it.each([
    ['paused', 'paused'],
    ['archived', 'archived'],
    ['draft', 'paused'],
  ])('stays when it is %s, so that what is queued of it can be stopped', async (status, expected) => {
    const ports = await openPublished();
    await publish(ports, { ...weekly, status });
    expect(await findCampaign(ports)).toMatchObject({ status: expected });
  });

  it('stays on its last version when it becomes invalid', async () => {
    const ports = await openPublished();
    const report = await publish(ports, { ...weekly, schedule: { at: 'some day' } });
    expect(report).toMatchObject({ outcome: 'unchanged', kept: ['campaign/weekly'] });
  });
});

describe('a config table with journeys, emptied by mistake', () => {
  it('changes nothing, though journeys would only pause', async () => {
    const ports = await openPublished();
    for (const { kind, id } of everything) await ports.documents.remove(kind, id);
    const report = await publishProgram(ports, options);
    expect(report).toMatchObject({ outcome: 'refused', refusal: { before: everything.length } });
    expect(report.refusal?.removed).toContain('journey/welcome');
    const allowed = await publishProgram(ports, { ...options, allowShrink: true });
    expect(allowed.outcome).toBe('published');
    // Deleted before, and allowed: not missed again.
    expect(await publishProgram(ports, options)).toMatchObject({ outcome: 'unchanged' });
  });

  it('does not count archived ones as removed', async () => {
    const ports = openMemoryPorts();
    const all = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ ...welcome, id }));
    await publish(ports, ...everything, ...all);
    await publish(ports, ...all.map((document) => ({ ...document, status: 'archived' })));
    for (const { kind, id } of all) await ports.documents.remove(kind, id);
    expect(await publishProgram(ports, options)).toMatchObject({ outcome: 'published' });
  });
});
