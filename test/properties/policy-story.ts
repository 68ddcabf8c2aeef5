/** One person, random wishes to write to them, random sweeps: what went out, and why the rest did not. */
import fc from 'fast-check';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import { decide } from '../../engine/decide/decide.ts';
import type { Channel } from '../../engine/model/channels.ts';
import type { Input } from '../../engine/model/decision.ts';
import type { PolicyDocument } from '../../engine/model/documents/policy-document.ts';
import type { RuleDocument } from '../../engine/model/documents/rule-document.ts';
import type { MessageClass, SendMessage } from '../../engine/model/effects.ts';
import { createProfile, type Profile } from '../../engine/model/profile.ts';
import type { ProgramSnapshot, TemplateHeader } from '../../engine/model/program-snapshot.ts';
import type { Trace } from '../../engine/model/timeline-entry.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { publishDocuments } from '../scenarios/publish-documents.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export interface Want {
  /** Milliseconds since the story's start. */
  readonly after: number;
  readonly template: string;
  readonly priority: number;
  readonly score: number;
  readonly ifCapped: 'skip' | 'wait';
  readonly maxHold: string;
}

export interface Story {
  readonly start: number;
  readonly zone: string;
  readonly policy: Omit<PolicyDocument, 'kind' | 'id' | 'status' | 'consent'>;
  readonly wants: readonly Want[];
  /** Milliseconds by which sweeps are late, used in turn. */
  readonly lateness: readonly number[];
  /** Milliseconds by which a worker's clock is off, used in turn. */
  readonly skews: readonly number[];
}

export interface PlayedStory {
  readonly sent: readonly SendMessage[];
  /** With the moment of the decision (epoch ms). */
  readonly traces: readonly (Trace & { readonly at: number })[];
  readonly profile: Profile;
}

const kinds: readonly (readonly [Channel, MessageClass, string | undefined])[] = [
  ['email', 'promotional', undefined],
  ['email', 'promotional', 'news'],
  ['sms', 'promotional', undefined],
  ['sms', 'promotional', 'news'],
  ['email', 'transactional', undefined],
  ['sms', 'transactional', 'news'],
];

const { templates } = await publishDocuments(
  kinds.map(([channel, messageClass, topic]) => ({
    kind: 'template',
    id: [channel, messageClass, topic ?? 'any'].join('-'),
    status: 'live',
    channel,
    class: messageClass,
    ...(topic === undefined ? {} : { topic }),
    content: channel === 'email' ? { subject: 'Hello', html: '<p>Hello</p>' } : { body: 'Hello' },
  })),
  undefined,
);

export { templates };

export const zones = ['UTC', 'Europe/Rome', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'];

/** Within two weeks, mostly in the bursts that caps are for. */
export function wantArbitrary(only?: Partial<Want>): fc.Arbitrary<Want> {
  const day = fc.integer({ min: 0, max: 13 * 24 }).map((hours) => hours * HOUR);
  return fc.record({
    after: fc.oneof(
      day,
      fc.tuple(day, fc.integer({ min: 0, max: 2 * HOUR })).map(([at, more]) => at + more),
    ),
    template: fc.constantFrom(...templates.map(({ id }) => id)),
    priority: fc.integer({ min: 0, max: 4 }),
    score: fc.integer({ min: 0, max: 2 }),
    ifCapped: fc.constantFrom('skip', 'wait'),
    // Some shorter than sweeps are late, and than quiet hours last.
    maxHold: fc.constantFrom('PT10M', 'PT5H', 'P5D'),
    ...Object.fromEntries(Object.entries(only ?? {}).map(([key, value]) => [key, fc.constant(value)])),
  });
}

/** Around both changes of the clocks of 2026 in Europe, and on plain days. */
export const startArbitrary = fc.constantFrom(
  ...['2026-03-22T00:00:00Z', '2026-10-20T00:00:00Z', '2026-06-01T00:00:00Z'].map((text) => Date.parse(text)),
);

export function playStory(story: Story): PlayedStory {
  const { start, zone, wants, lateness, skews } = story;
  const program = compileProgram(makeProgram(story));
  const traits = {
    email: { value: 'a@example.com', at: 0 },
    phone: { value: '+393471234567', at: 0 },
    timezone: { value: zone, at: 0 },
  };
  let profile: Profile = { ...createProfile('person', start), traits };
  const sent: SendMessage[] = [];
  const traces: (Trace & { at: number })[] = [];
  let turns = 0;
  const pick = (values: readonly number[]) => values[turns % values.length] ?? 0;
  const take = (input: Input, now: number) => {
    turns++;
    const decision = decide(profile, [input], program, now);
    profile = decision.changed ? { ...decision.profile, outbox: [] } : decision.profile;
    sent.push(...decision.effects.filter((effect) => effect.kind === 'SendMessage'));
    for (const entry of decision.entries)
      for (const trace of entry.traces) traces.push({ ...trace, at: now });
  };
  const sweepUntil = (end: number) => {
    for (let sweeps = 0; profile.wakeAt !== undefined; sweeps++) {
      if (sweeps === 2_000) throw new Error('The story never ends: a wake has no effect');
      const at = profile.wakeAt + pick(lateness);
      if (at > end) return;
      take({ kind: 'wake' }, at);
    }
  };
  const line = wants.map((want, index) => ({ want, index })).sort((a, b) => a.want.after - b.want.after);
  for (const { want, index } of line) {
    const at = start + want.after;
    sweepUntil(at);
    const touchpoint = makeTouchpoint(index, at);
    take({ kind: 'touchpoint', touchpoint }, at + pick(skews));
  }
  sweepUntil(Number.POSITIVE_INFINITY);
  return { sent, traces, profile };
}

export function findTemplate(id: string): TemplateHeader {
  const template = templates.find((one) => one.id === id);
  if (template === undefined) throw new Error(`No template ${id}`);
  return template;
}

function makeTouchpoint(index: number, at: number): Touchpoint {
  return {
    id: `want-${index}`,
    source: 'shop',
    name: `Want ${index}`,
    type: 'track',
    userId: 'u',
    traits: {},
    properties: {},
    context: {},
    occurredAt: at,
    receivedAt: at,
  };
}

function makeProgram({ policy, wants }: Story): ProgramSnapshot {
  const rules = wants.map(
    ({ template, priority, score, ifCapped, maxHold }, index): RuleDocument => ({
      kind: 'rule',
      id: `rule-${index}`,
      status: 'live',
      priority,
      trigger: { event: `Want ${index}` },
      actions: [{ send: template, score, ifCapped, maxHold }],
    }),
  );
  return {
    schemaVersion: 1,
    version: 1,
    hash: 'story',
    publishedAt: 0,
    rules,
    segments: [],
    traits: [],
    templates,
    journeys: [],
    campaigns: [],
    policy: {
      kind: 'policy',
      id: 'contact',
      status: 'live',
      consent: { email: 'opt-out', sms: 'opt-out' },
      ...policy,
    },
  };
}
