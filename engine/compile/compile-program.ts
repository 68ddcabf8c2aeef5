/** Compiles a published snapshot to the program that `decide` runs. */

import { omitAbsent } from '../base/omit-absent.ts';
import { compileCampaign } from '../campaigns/compile-campaign.ts';
import { mapTopicPurposes } from '../channels/effective-consent.ts';
import { compileJourney, listTriggerEvents } from '../journeys/compile-journey.ts';
import type { CompiledJourney } from '../journeys/compiled-journey.ts';
import type { JourneyTrigger } from '../model/documents/journey-document.ts';
import { listPurposeNeeds, type PurposeDocument } from '../model/documents/purpose-document.ts';
import type { RuleDocument } from '../model/documents/rule-document.ts';
import type { TraitDocument } from '../model/documents/trait-document.ts';
import type { ProgramSnapshot, TemplateHeader } from '../model/program-snapshot.ts';
import { buildEqualityIndex } from '../patterns/equality-index.ts';
import { type ConversionTerms, compileConversion } from '../policy/compile-conversion.ts';
import { compilePolicy } from '../policy/compile-policy.ts';
import { compileRule } from '../rules/compile-rule.ts';
import type { CompiledRule } from '../rules/compiled-rule.ts';
import { compileSegmentConditions, wireSegments } from '../segments/compile-segments.ts';
import { oneDay, parseDuration } from '../time/duration.ts';
import type { CompiledTrait } from '../traits/compile-trait.ts';
import { compileTrait, listEvents } from '../traits/compile-trait.ts';
import type { CompiledPurpose, CompiledTemplate } from '../turn/definitions.ts';
import { createComputedReader } from './computed-reader.ts';
import type { EventPlan, Program } from './program.ts';

/** Throws DocumentInvalidError or PatternInvalidError: publishing validates, so a snapshot normally compiles. */
export function compileProgram(snapshot: ProgramSnapshot): Program {
  const traits = new Map<string, CompiledTrait>();
  for (const document of snapshot.traits) traits.set(document.id, compileTrait(document, traits.size));
  const policy = compilePolicy(snapshot.policy, listPurposeNeeds(snapshot.purposes));
  const topicPurposes = mapTopicPurposes(snapshot.topics ?? []);
  const known = { policy, topicPurposes };
  const computed = createComputedReader(traits, known);
  const bindComputed = (thresholds: readonly number[]) => createComputedReader(traits, known, thresholds);
  const conditions = compileSegmentConditions(snapshot.segments, bindComputed);
  // Without arbitration the first request uses the allowance: the highest priority comes first, then the lowest id.
  const ranked = [...snapshot.rules].sort((left, right) => (right.priority ?? 0) - (left.priority ?? 0));
  const rules = ranked.map((document, order) => compileRule(document, order, computed));
  const templates = new Map(snapshot.templates.map((header) => [header.id, compileTemplate(header)]));
  const journeys = snapshot.journeys.map((one, order) => compileJourney(one, order, { computed, templates }));
  const ruleCounters = rules.flatMap((rule) => rule.condition?.counters ?? []);
  const journeyCounters = journeys.flatMap(({ counters }) => counters);
  addCounters(traits, [...conditions.counters, ...ruleCounters, ...journeyCounters]);
  const ruleTriggers = rules.map((item, index) => ({ item, trigger: ranked[index]?.trigger }));
  // No one enters archived ones, and they leave no trace of it at every event.
  const journeyTriggers = journeys
    .filter(({ document }) => document.status !== 'archived')
    .map((item) => ({ item, trigger: item.document.trigger }));
  const segments = wireSegments(conditions.entries, traits, snapshot.segmentsSince);
  return {
    version: snapshot.version,
    policy,
    purposes: new Map(
      (snapshot.purposes ?? []).map((document) => [document.id, compilePurpose(document, templates)]),
    ),
    topicPurposes,
    plans: planEvents([...traits.values()], ruleTriggers, journeyTriggers),
    ...segments,
    onEntered: groupBySegment(ruleTriggers, 'entered'),
    onLeft: groupBySegment(ruleTriggers, 'left'),
    journeys: new Map(journeys.map((journey) => [journey.id, journey])),
    journeysOnEntered: groupBySegment(journeyTriggers, 'entered'),
    journeysOnLeft: groupBySegment(journeyTriggers, 'left'),
    conversions: compileConversions(snapshot),
    campaigns: new Map(snapshot.campaigns.map((document) => [document.id, compileCampaign(document)])),
    templates,
    limited: new Map(rules.flatMap(({ id, limit }) => (limit === undefined ? [] : [[id, limit]]))),
    traits,
    ...omitAbsent({ contracts: snapshot.contracts }),
  };
}

/** By origin. */
function compileConversions({ rules, journeys, campaigns }: ProgramSnapshot): Program['conversions'] {
  const conversions = new Map<string, ConversionTerms>();
  const documents = [...rules, ...journeys.map(({ document }) => document), ...campaigns];
  for (const { kind, id, conversion } of documents) {
    const terms = compileConversion(conversion);
    if (terms !== undefined) conversions.set(`${kind}:${id}`, terms);
  }
  return conversions;
}

/** Equal `did` leaves share a counter. */
function addCounters(traits: Map<string, CompiledTrait>, counters: readonly TraitDocument[]): void {
  for (const counter of counters) {
    if (!traits.has(counter.id)) traits.set(counter.id, compileTrait(counter, traits.size));
  }
}

interface Triggered<T> {
  readonly item: T;
  readonly trigger: RuleDocument['trigger'] | JourneyTrigger | undefined;
}

function planEvents(
  traits: readonly CompiledTrait[],
  rules: readonly Triggered<CompiledRule>[],
  journeys: readonly Triggered<CompiledJourney>[],
): ReadonlyMap<string, EventPlan> {
  const traitsByEvent = new Map<string, CompiledTrait[]>();
  for (const trait of traits)
    for (const name of listEvents(trait.document)) append(traitsByEvent, name, trait);
  const rulesByEvent = groupByEvent(rules);
  const journeysByEvent = groupByEvent(journeys);
  const names = [traitsByEvent, rulesByEvent, journeysByEvent].flatMap((lists) => [...lists.keys()]);
  const plans = new Map<string, EventPlan>();
  for (const name of new Set(names)) {
    const listening = rulesByEvent.get(name) ?? [];
    const entering = journeysByEvent.get(name) ?? [];
    plans.set(name, {
      traits: buildEqualityIndex(traitsByEvent.get(name) ?? []),
      rules: buildEqualityIndex(listening),
      hasRules: listening.length > 0,
      journeys: buildEqualityIndex(entering),
      hasJourneys: entering.length > 0,
    });
  }
  return plans;
}

function groupByEvent<T>(triggered: readonly Triggered<T>[]): Map<string, T[]> {
  const grouped = new Map<string, T[]>();
  for (const { item, trigger } of triggered) {
    if (trigger === undefined) continue;
    for (const name of listTriggerEvents(trigger)) append(grouped, name, item);
  }
  return grouped;
}

function groupBySegment<T>(
  triggered: readonly Triggered<T>[],
  on: 'entered' | 'left',
): ReadonlyMap<string, readonly T[]> {
  const grouped = new Map<string, T[]>();
  for (const { item, trigger } of triggered) {
    if (trigger !== undefined && 'segment' in trigger && trigger.on === on)
      append(grouped, trigger.segment, item);
  }
  return grouped;
}

function compilePurpose(
  { id: purpose, doubleOptIn }: PurposeDocument,
  templates: ReadonlyMap<string, CompiledTemplate>,
): CompiledPurpose {
  if (doubleOptIn === undefined) return {};
  const { template, expires = 'P7D' } = doubleOptIn;
  const channel = templates.get(template)?.header.channel;
  const parsed = parseDuration(expires) ?? oneDay;
  return { confirmation: { purpose, template, ...omitAbsent({ channel }), expires: parsed } };
}

/** Shorter paths first: `event.properties` then includes `event.properties.total`. */
function compileTemplate(header: TemplateHeader): CompiledTemplate {
  const variables = header.variables.map((path) => path.split('.')).sort((a, b) => a.length - b.length);
  return { header, variables };
}

function append<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
