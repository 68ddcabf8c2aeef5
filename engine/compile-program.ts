/** Makes the program that `decide` runs out of a published snapshot. */
import type { ComputedReader } from './conditions/profile-shape.ts';
import type { RuleDocument, TraitDocument } from './documents.ts';
import { buildEqualityIndex } from './equality-index.ts';
import { type ParsedDuration, parseDuration } from './patterns/duration.ts';
import type {
  CompiledRule,
  CompiledTemplateHeader,
  CompiledTrait,
  EventPlan,
  Program,
  ProgramSnapshot,
  TemplateHeader,
} from './program.ts';
import { compileRule } from './rules/compile-rule.ts';
import { compileSegmentConditions, wireSegments } from './segments/compile-segments.ts';
import { compileTrait, listEvents } from './traits/compile-trait.ts';
import { readTrait } from './traits/read-trait.ts';

const DAY: ParsedDuration = { months: 0, milliseconds: 86_400_000 };

/** Throws DocumentInvalidError or PatternInvalidError: publishing validates, so a snapshot normally compiles. */
export function compileProgram(snapshot: ProgramSnapshot): Program {
  const traits = new Map<string, CompiledTrait>();
  for (const document of snapshot.traits) traits.set(document.id, compileTrait(document, traits.size));
  const computed = createComputedReader(traits);
  const bindComputed = (thresholds: readonly number[]) => createComputedReader(traits, thresholds);
  const conditions = compileSegmentConditions(snapshot.segments, bindComputed);
  const rules = snapshot.rules.map((document, order) => compileRule(document, order, computed));
  const ruleCounters = rules.flatMap((rule) => rule.condition?.counters ?? []);
  addCounters(traits, [...conditions.counters, ...ruleCounters]);
  const segments = wireSegments(conditions.entries, traits);
  return {
    version: snapshot.version,
    policy: snapshot.policy,
    liveWithin: parseDuration(snapshot.policy.liveWithin ?? 'PT24H') ?? DAY,
    plans: planEvents([...traits.values()], snapshot.rules, rules),
    ...segments,
    onEntered: groupBySegment(snapshot.rules, rules, 'entered'),
    onLeft: groupBySegment(snapshot.rules, rules, 'left'),
    journeys: new Map(),
    journeysOnEntered: new Map(),
    journeysOnLeft: new Map(),
    campaigns: new Map(snapshot.campaigns.map((document) => [document.id, document])),
    templates: new Map(snapshot.templates.map((header) => [header.id, compileTemplate(header)])),
    limited: new Set(rules.filter(({ limit }) => limit !== undefined).map(({ id }) => id)),
    traits,
  };
}

/** How conditions read computed traits; the map is filled before anything is judged. */
function createComputedReader(
  traits: ReadonlyMap<string, CompiledTrait>,
  thresholds?: readonly number[],
): ComputedReader {
  return {
    read(profile, id, now) {
      const trait = traits.get(id);
      const state = Object.hasOwn(profile.computed, id) ? profile.computed[id] : undefined;
      return trait === undefined || state === undefined ? undefined : readTrait(state, trait.document, now);
    },
    changesAt(profile, id, now) {
      const trait = traits.get(id);
      const state = Object.hasOwn(profile.computed, id) ? profile.computed[id] : undefined;
      if (trait === undefined || state === undefined) return undefined;
      return trait.keeper.changesAt(state, trait.document.within, now, thresholds);
    },
  };
}

/** Equal `did` leaves share a counter. */
function addCounters(traits: Map<string, CompiledTrait>, counters: readonly TraitDocument[]): void {
  for (const counter of counters) {
    if (!traits.has(counter.id)) traits.set(counter.id, compileTrait(counter, traits.size));
  }
}

function planEvents(
  traits: readonly CompiledTrait[],
  documents: readonly RuleDocument[],
  rules: readonly CompiledRule[],
): ReadonlyMap<string, EventPlan> {
  const traitsByEvent = new Map<string, CompiledTrait[]>();
  const rulesByEvent = new Map<string, CompiledRule[]>();
  for (const trait of traits)
    for (const name of listEvents(trait.document)) append(traitsByEvent, name, trait);
  for (const [index, rule] of rules.entries()) {
    const trigger = documents[index]?.trigger;
    if (trigger === undefined || !('event' in trigger)) continue;
    const names = typeof trigger.event === 'string' ? [trigger.event] : new Set(trigger.event);
    for (const name of names) append(rulesByEvent, name, rule);
  }
  const plans = new Map<string, EventPlan>();
  for (const name of new Set([...traitsByEvent.keys(), ...rulesByEvent.keys()])) {
    const listening = rulesByEvent.get(name) ?? [];
    plans.set(name, {
      traits: buildEqualityIndex(traitsByEvent.get(name) ?? []),
      rules: buildEqualityIndex(listening),
      hasRules: listening.length > 0,
      journeys: [],
    });
  }
  return plans;
}

function groupBySegment(
  documents: readonly RuleDocument[],
  rules: readonly CompiledRule[],
  on: 'entered' | 'left',
): ReadonlyMap<string, readonly CompiledRule[]> {
  const grouped = new Map<string, CompiledRule[]>();
  for (const [index, rule] of rules.entries()) {
    const trigger = documents[index]?.trigger;
    if (trigger !== undefined && 'segment' in trigger && trigger.on === on)
      append(grouped, trigger.segment, rule);
  }
  return grouped;
}

/** Shorter paths first: `event.properties` then holds what `event.properties.total` asks for. */
function compileTemplate(header: TemplateHeader): CompiledTemplateHeader {
  const variables = header.variables.map((path) => path.split('.')).sort((a, b) => a.length - b.length);
  return { header, variables };
}

function append<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
