/** Scenarios as data: what a marketer writes, what happens, what must come of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../engine/base/json.ts';
import { readPresentConsents } from '../../engine/channels/confirmed-address.ts';
import type { ConfigDocument } from '../../engine/model/documents/documents.ts';
import { type ReasonCode, reasonCodes } from '../../engine/model/reason-codes.ts';
import type { Trace } from '../../engine/model/timeline-entry.ts';
import { readTrait } from '../../engine/traits/read-trait.ts';
import { type Played, playScenario, type ScenarioEvent } from './run-scenario.ts';

interface ScenarioFile {
  readonly title: string;
  readonly documents: readonly ConfigDocument[];
  readonly scenarios: readonly Scenario[];
}

interface Scenario {
  readonly title: string;
  /** Besides those of the file. */
  readonly documents?: readonly ConfigDocument[];
  /** Publishing refuses some of its documents: shown is what the engine would do all the same. */
  readonly isRefused?: boolean;
  /** Profile id, which splits and holdouts draw by. */
  readonly person?: string;
  readonly events: readonly ScenarioEvent[];
  /** Fields that are absent are not checked; lists are complete and in order. */
  readonly expect: {
    readonly messages?: readonly JsonObject[];
    /** `2026-03-01T08:00:00Z template`, in the order of sending. */
    readonly sent?: readonly string[];
    readonly emitted?: readonly JsonObject[];
    readonly webhooks?: readonly JsonObject[];
    /** `subject action reason`. */
    readonly traces?: readonly string[];
    readonly segments?: readonly string[];
    /** Where the person is, `journey/step`, in the order of entry. */
    readonly journeys?: readonly string[];
    /** How they left, `journey reason`, and what an end step says. */
    readonly left?: readonly string[];
    /** Messages that wait, `subject template reason`. */
    readonly held?: readonly string[];
    readonly traits?: JsonObject;
    readonly computed?: JsonObject;
    readonly consents?: JsonObject;
    readonly repeats?: number;
    readonly reused?: number;
    readonly wakeWrites?: number;
    /** Null: nothing depends on time. */
    readonly wakeAt?: string | null;
  };
}

const folder = new URL('./', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const given = new Set<ReasonCode>();
/** Given right before and after the provider is called, of two profiles and of undone imports, which no scenario has. */
const sendersReasons = new Set<ReasonCode>([
  'outcome_unknown',
  'address_moved',
  'tokens_refused',
  'devices_unavailable',
  'address_reached',
  'held_by_breaker',
  'held_by_warm_up',
  'held_by_daily_limit',
  'held_by_host',
  'too_many_parts',
  'country_not_allowed',
  'window_closed',
  'render_failed',
  'content_unavailable',
  'provider_refused',
  'webhook_refused',
  'webhook_blocked',
  'secret_missing',
  'secret_denied',
  'secret_unreadable',
  'secret_refused',
  'profiles_merged',
  'user_id_unsigned',
  'account_unsigned',
  'contract_breached',
  'profiles_unmerged',
  'import_undone',
]);
let played = 0;

for (const name of files) {
  const file = readFile(name);
  describe(file.title, () => {
    for (const scenario of file.scenarios) {
      it(scenario.title, async () => {
        const documents = [...file.documents, ...(scenario.documents ?? [])];
        const result = await playScenario(documents, scenario.events, scenario);
        played++;
        for (const entry of result.entries) for (const trace of entry.traces) given.add(trace.reason);
        check(result, scenario.expect);
      });
    }
  });
}

describe('The scenarios together', () => {
  it('number at least forty and show every reason the engine can give', () => {
    expect(played).toBeGreaterThanOrEqual(40);
    const missing = reasonCodes.filter((code) => !given.has(code) && !sendersReasons.has(code));
    expect(missing).toEqual([]);
  });
});

function readFile(name: string): ScenarioFile {
  return JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as ScenarioFile;
}

function check(result: Played, wanted: Scenario['expect']): void {
  const found = describeResult(result);
  for (const [key, value] of Object.entries(wanted)) {
    const actual = found[key as keyof typeof found];
    if (key === 'messages' || key === 'emitted' || key === 'webhooks') {
      expect(actual, key).toHaveLength((value as unknown[]).length);
      expect(actual, key).toMatchObject(value as object);
    } else {
      expect(actual, key).toEqual(value);
    }
  }
}

function describeResult({ profile, effects, entries, program, now, ...rest }: Played) {
  return {
    messages: effects.filter((effect) => effect.kind === 'SendMessage'),
    sent: effects.flatMap((effect) =>
      effect.kind === 'SendMessage' ? [`${formatMoment(effect.decidedAt)} ${effect.template}`] : [],
    ),
    emitted: effects.filter((effect) => effect.kind === 'EmitEvent'),
    webhooks: effects.filter((effect) => effect.kind === 'CallWebhook'),
    traces: entries.flatMap((entry) =>
      entry.traces.map(({ origin, action, reason }) => `${origin} ${action} ${reason}`),
    ),
    segments: Object.keys(profile.segments).sort(),
    journeys: profile.journeys.map(({ journey, step }) => `${journey}/${step}`),
    left: entries.flatMap((entry) => entry.traces).flatMap(describeLeaving),
    held: profile.held.map(({ origin, template, reason }) => `${origin} ${template} ${reason}`),
    traits: Object.fromEntries(Object.entries(profile.traits).map(([name, { value }]) => [name, value])),
    computed: Object.fromEntries(
      Object.entries(profile.computed).flatMap(([id, state]) => {
        const trait = program.traits.get(id);
        if (trait === undefined || id.startsWith('did:')) return [];
        return [[id, readTrait(state, trait.document, now) ?? null]];
      }),
    ),
    consents: Object.fromEntries(
      Object.entries(readPresentConsents(profile, program.topicPurposes)).map(([key, { state }]) => [
        key,
        state,
      ]),
    ),
    wakeAt: profile.wakeAt === undefined ? null : new Date(profile.wakeAt).toISOString(),
    ...rest,
  };
}

function describeLeaving({ origin, action, reason, note }: Trace): readonly string[] {
  if (action !== 'leave' || !origin.startsWith('journey:')) return [];
  return [[origin.slice('journey:'.length), reason, note].filter((part) => part !== undefined).join(' ')];
}

function formatMoment(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}
