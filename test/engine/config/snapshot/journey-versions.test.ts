import { describe, expect, it } from 'vitest';
import { explainVersions } from '../../../../engine/config/check/explain-versions.ts';
import { versionJourney } from '../../../../engine/config/snapshot/journey-versions.ts';
import type { JourneyDocument, JourneyStep } from '../../../../engine/model/documents/journey-document.ts';
import type { PublishedJourney } from '../../../../engine/model/program-snapshot.ts';

const end: JourneyStep = { type: 'end' };
const wait = (next: string): JourneyStep => ({ type: 'wait', for: 'P1D', next });

/** A journey of waits, one after another, then an end. */
function journey(ids: readonly string[], more: Partial<JourneyDocument> = {}): JourneyDocument {
  const steps = ids.map((id, index): [string, JourneyStep] => [id, wait(ids[index + 1] ?? 'end')]);
  return {
    kind: 'journey',
    id: 'j',
    status: 'live',
    trigger: { event: 'A' },
    start: ids[0] ?? 'end',
    steps: { ...Object.fromEntries(steps), end },
    ...more,
  };
}

/** Publishes one after another, each of which must be without fault. */
function publish(...documents: readonly JourneyDocument[]): PublishedJourney {
  const published = documents.reduce<PublishedJourney | undefined>((previous, document) => {
    expect(explainVersions(document, previous)).toEqual([]);
    return versionJourney(document, previous);
  }, undefined);
  if (published === undefined) throw new Error('Give at least one document.');
  return published;
}

const explain = (document: JourneyDocument, previous: PublishedJourney) =>
  explainVersions(document, previous).map(({ segments, code, remedy }) => [segments.join('.'), code, remedy]);

describe('the version of a journey', () => {
  it('is 1 when it is first published, and a step map moves no one', () => {
    const document = journey(['a'], { stepMap: { x: 'a' } });
    expect(publish(document)).toEqual({ document, version: 1, earlier: [], moves: [] });
  });

  it.each<[string, Partial<JourneyDocument>]>([
    ['a name', { name: 'Other' }],
    ['a status', { status: 'paused' }],
    ['another trigger', { trigger: { event: 'B' } }],
    ['a condition', { condition: { segment: 'vip' } }],
    ['reentry', { reentry: { limit: 2 } }],
    ['a priority', { priority: 7 }],
    ['a last moment', { stopAt: '2027-01-01T00:00Z', whenStopped: 'leave' }],
    ['keys in another order', { steps: { end, b: wait('end'), a: { next: 'b', for: 'P1D', type: 'wait' } } }],
  ])('stays when the edit is %s, which holds at once', (_what, edit) => {
    const document = journey(['a', 'b'], edit);
    expect(publish(journey(['a', 'b']), document)).toEqual({ document, version: 1, earlier: [], moves: [] });
  });

  it.each<[string, JourneyDocument]>([
    ['a step', journey(['a', 'b', 'c'])],
    ['a start', { ...journey(['a', 'b']), start: 'b' }],
    ['a key', journey(['a', 'b'], { key: 'event.properties.id' })],
    ['an exit', journey(['a', 'b'], { exitOn: [{ event: 'B' }] })],
    ['a goal', journey(['a', 'b'], { goal: { event: 'B' } })],
  ])('is the next when the edit is %s, the graph before staying for those inside', (_what, document) => {
    const before = journey(['a', 'b'], { name: 'Before', priority: 3 });
    expect(publish(before, document)).toEqual({
      document,
      version: 2,
      earlier: [{ version: 1, graph: { start: 'a', steps: before.steps } }],
      moves: [],
    });
  });

  it('keeps each graph that may have people inside, oldest first, also when an old one returns', () => {
    const { version, earlier } = publish(journey(['a']), journey(['b']), journey(['a']));
    expect(version).toBe(3);
    expect(earlier.map(({ version, graph }) => [version, graph.start])).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
  });

  it('retires all graphs before it with a step map', () => {
    const stepMap = { a: 'c', b: null };
    const published = publish(journey(['a']), journey(['b']), journey(['c'], { stepMap }));
    expect(published).toMatchObject({ version: 3, earlier: [], moves: [{ to: 3, steps: stepMap }] });
  });

  it('moves no one again while the map and the graph are unchanged', () => {
    const moved = journey(['c'], { stepMap: { a: 'c' } });
    const once = publish(journey(['a']), moved);
    const edited = { ...moved, name: 'Other' };
    expect(publish(journey(['a']), moved, moved, edited)).toEqual({ ...once, document: edited });
  });

  it('moves people of earlier versions when the map is added after the graph', () => {
    const late = journey(['c'], { stepMap: { a: null } });
    expect(publish(journey(['a']), journey(['c']), late)).toMatchObject({
      version: 2,
      earlier: [],
      moves: [{ to: 2, steps: { a: null } }],
    });
  });

  it('moves all people again when the graph changes under the same map', () => {
    const stepMap = { a: 'c' };
    const published = publish(journey(['a']), journey(['c'], { stepMap }), journey(['c', 'd'], { stepMap }));
    expect(published).toMatchObject({
      version: 3,
      earlier: [],
      moves: [
        { to: 2, steps: stepMap },
        { to: 3, steps: stepMap },
      ],
    });
  });

  it('allows people to finish again once the map is removed', () => {
    const published = publish(journey(['a']), journey(['c'], { stepMap: { a: 'c' } }), journey(['c', 'd']));
    expect(published).toMatchObject({
      version: 3,
      earlier: [{ version: 2 }],
      moves: [{ to: 2, steps: { a: 'c' } }],
    });
  });
});

describe('an edit of a journey that people are inside of', () => {
  it('is refused when the map leaves a step without a way on, in whichever version it is', () => {
    const previous = publish(journey(['a', 'b']), journey(['b', 'c']), journey(['c', 'd']));
    expect(explain(journey(['e', 'c'], { stepMap: { d: 'e' } }), previous)).toEqual([
      ['stepMap', 'step_removed', expect.stringContaining('wait at step "a" of version 1, which is removed')],
      ['stepMap', 'step_removed', expect.stringContaining('wait at step "b" of version 2, which is removed')],
    ]);
  });

  it.each<[string, JourneyStep]>([
    ['a wait', wait('end')],
    [
      'a waitFor',
      { type: 'waitFor', branches: [{ event: 'B', next: 'end' }], timeout: { after: 'P1D', next: 'end' } },
    ],
    ['a send, whose message may be held', { type: 'send', template: 't', next: 'end' }],
  ])('must say where those on %s go', (_what, step) => {
    const previous = publish({ ...journey([]), start: 'x', steps: { x: step, end } });
    expect(explain(journey(['y'], { stepMap: {} }), previous)).toEqual([
      ['stepMap', 'step_removed', expect.stringContaining('(x: <step>, or null to let them leave)')],
    ]);
  });

  it('needs no mapping for steps at which no one waits', () => {
    const emit: JourneyStep = { type: 'emit', event: 'X', next: 'a' };
    const previous = publish({ ...journey(['a']), start: 'x', steps: { ...journey(['a']).steps, x: emit } });
    expect(explain(journey(['a'], { stepMap: {} }), previous)).toEqual([]);
  });

  it('made in a pause must map the next step of people whose awaited event arrived', () => {
    const asking: JourneyStep = {
      type: 'waitFor',
      branches: [{ event: 'B', next: 'x' }],
      timeout: { after: 'P1D', next: 'end' },
    };
    const first: JourneyDocument = {
      ...journey([]),
      start: 'ask',
      steps: { ask: asking, x: { type: 'emit', event: 'X', next: 'end' }, end },
    };
    const second: JourneyDocument = {
      ...first,
      steps: { ask: { ...asking, branches: [] }, end },
      stepMap: {},
    };
    expect(explain(second, publish(first))).toEqual([]);
    expect(explain(second, publish(first, { ...first, status: 'paused' }))).toEqual([
      ['stepMap', 'step_removed', expect.stringContaining('wait at step "x" of version 1')],
    ]);
  });

  it('is refused when the map leads to a missing step', () => {
    expect(explain(journey(['bee'], { stepMap: { a: 'be' } }), publish(journey(['a'])))).toEqual([
      [
        'stepMap.a',
        'unknown_reference',
        'There is no step "be" to move people to. Did you mean "bee"? Use a step id, or null to let them leave.',
      ],
    ]);
  });

  it('is refused when the map names a step that no earlier version has', () => {
    const document = journey(['b'], { stepMap: { remind: 'b', remnd: 'b' } });
    expect(explain(document, publish(journey(['remind'])))).toEqual([
      [
        'stepMap.remnd',
        'unknown_reference',
        'No earlier version has a step "remnd". Did you mean "remind"? Remove this line, or name a step at which people may wait.',
      ],
    ]);
  });

  it('is refused when a map led to a step that is removed, even if no one waits there for long', () => {
    const emit: JourneyStep = { type: 'emit', event: 'X', next: 'b' };
    const second = { ...journey(['b'], { stepMap: { a: 'x' } }), start: 'x' };
    const previous = publish(journey(['a']), { ...second, steps: { ...second.steps, x: emit } });
    // Who has not been looked at since version 2 is still to be moved to "x".
    expect(explain(journey(['b'], { stepMap: { a: 'b' } }), previous)).toEqual([
      ['stepMap', 'step_removed', expect.stringContaining('wait at step "x" of version 2')],
    ]);
  });

  it('is refused when a waiting step became a passing one, and is then removed', () => {
    const emit: JourneyStep = { type: 'emit', event: 'X', next: 'b' };
    const second = { ...journey(['b'], { stepMap: {} }), start: 'a' };
    const previous = publish(journey(['a']), { ...second, steps: { ...second.steps, a: emit } });
    expect(previous.moves).toEqual([{ to: 2, steps: { a: 'a' } }]);
    expect(explain(journey(['b'], { stepMap: {} }), previous)).toEqual([
      ['stepMap', 'step_removed', expect.stringContaining('wait at step "a" of version 2')],
    ]);
  });

  it('is refused as the 21st graph to keep, until a map moves people', () => {
    const edits = Array.from({ length: 21 }, (_, index) => journey([`s${index}`]));
    const previous = publish(...edits);
    expect(previous.earlier).toHaveLength(20);
    expect(explain(journey(['next']), previous)).toEqual([
      ['stepMap', 'too_many_versions', expect.stringContaining('write a stepMap to move the people inside.')],
    ]);
    const last = edits[20] ?? journey([]);
    expect(explain({ ...last, name: 'Still the same graph' }, previous)).toEqual([]);
    const stepMap = Object.fromEntries(edits.map(({ start }) => [start, 'next']));
    expect(explain(journey(['next'], { stepMap }), previous)).toEqual([]);
  });
});
