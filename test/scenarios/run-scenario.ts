/** Plays a scenario: one person's events in order, with the wake-ups that time brings between them. */
import { compileProgram } from '../../engine/compile-program.ts';
import { decide } from '../../engine/decide.ts';
import type { TimelineEntry } from '../../engine/decision.ts';
import type {
  ConfigDocument,
  PolicyDocument,
  RuleDocument,
  SegmentDocument,
  TemplateDocument,
  TraitDocument,
} from '../../engine/documents.ts';
import type { Effect } from '../../engine/effects.ts';
import type { JsonObject } from '../../engine/json.ts';
import { createProfile, type Profile } from '../../engine/profile.ts';
import type { Program, ProgramSnapshot, TemplateHeader } from '../../engine/program.ts';
import { parseTouchpoint } from '../../engine/touchpoint/parse-touchpoint.ts';

export interface ScenarioEvent {
  /** When it arrives. */
  readonly at: string;
  /** Its name; absent: time just passes until `at`. */
  readonly event?: string;
  /** When it happened, if not when it arrived. */
  readonly happened?: string;
  readonly id?: string;
  readonly source?: string;
  readonly traits?: JsonObject;
  /** This many more traits, `t0`, `t1` ... */
  readonly manyTraits?: number;
  readonly properties?: JsonObject;
  readonly context?: JsonObject;
}

export interface Played {
  readonly profile: Profile;
  readonly program: Program;
  readonly effects: readonly Effect[];
  readonly entries: readonly TimelineEntry[];
  readonly repeats: number;
  readonly reused: number;
  /** Writes that wake-ups caused. */
  readonly wakeWrites: number;
  readonly now: number;
}

export function playScenario(documents: readonly ConfigDocument[], events: readonly ScenarioEvent[]): Played {
  const program = compileProgram(makeSnapshot(documents));
  let profile = createProfile('person', Date.parse(events[0]?.at ?? '2026-01-01T00:00:00Z'));
  const effects: Effect[] = [];
  const entries: TimelineEntry[] = [];
  let [repeats, reused, wakeWrites, now] = [0, 0, 0, 0];
  const take = (inputs: Parameters<typeof decide>[1]) => {
    const decision = decide(profile, inputs, program, now);
    // The outbox is published before the next decision.
    profile = decision.changed ? { ...decision.profile, outbox: [] } : decision.profile;
    effects.push(...decision.effects);
    entries.push(...decision.entries);
    repeats += decision.duplicates.length;
    reused += decision.duplicates.filter((duplicate) => duplicate.reused).length;
    return decision;
  };
  for (const [index, event] of events.entries()) {
    const arrival = Date.parse(event.at);
    while (profile.wakeAt !== undefined && profile.wakeAt <= arrival) {
      now = profile.wakeAt;
      if (take([{ kind: 'wake' }]).changed) wakeWrites++;
    }
    now = arrival;
    if (event.event !== undefined) take([{ kind: 'touchpoint', touchpoint: makeTouchpoint(event, index) }]);
  }
  return { profile, program, effects, entries, repeats, reused, wakeWrites, now };
}

export function makeSnapshot(documents: readonly ConfigDocument[]): ProgramSnapshot {
  const live = documents.map((document) => ({ ...document, status: document.status ?? 'live' }));
  const ofKind = <Kind>(kind: string) => live.filter((document) => document.kind === kind) as Kind[];
  const [policy] = ofKind<PolicyDocument>('policy');
  return {
    schemaVersion: 1,
    version: 1,
    hash: 'scenario',
    publishedAt: 0,
    rules: ofKind<RuleDocument>('rule'),
    segments: ofKind<SegmentDocument>('segment'),
    traits: ofKind<TraitDocument>('trait'),
    templates: ofKind<TemplateDocument>('template').map(makeHeader),
    journeys: [],
    campaigns: [],
    policy: policy ?? { kind: 'policy', id: 'contact', status: 'live' },
  };
}

/** Every `profile.` and `event.` path in the content is a variable. */
function makeHeader(document: TemplateDocument): TemplateHeader {
  const paths = JSON.stringify(document.content).match(/\b(?:profile|event)\.[\w.-]+/g) ?? [];
  return {
    id: document.id,
    channel: document.channel,
    class: document.class,
    revision: `revision-of-${document.id}`,
    locales: Object.keys(document.locales ?? {}),
    variables: [...new Set(paths)],
  };
}

function makeTouchpoint(event: ScenarioEvent, index: number) {
  return parseTouchpoint({
    id: event.id ?? `event-${index}`,
    source: event.source ?? 'shop',
    'detail-type': event.event,
    time: event.at,
    detail: {
      userId: 'person-1',
      traits: { ...event.traits, ...makeTraits(event.manyTraits ?? 0) },
      properties: event.properties,
      context: event.context,
      timestamp: event.happened,
    },
  });
}

function makeTraits(count: number): JsonObject {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`t${i}`, i]));
}
