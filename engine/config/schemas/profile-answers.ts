/** What the Profile API answers: docs/profile-api.openapi.json is made of it, and tests compare each answer with it. */
import * as z from 'zod';
import { channels } from '../../model/channels.ts';

/** `z.object` for readers, whom a new field must not disturb; `z.strictObject` to find what is missing here. */
type MakeObject = (shape: z.ZodRawShape) => z.ZodType;

const text = z.string();
const optional = z.exactOptional(text);
const flag = z.exactOptional(z.literal(true));
const count = z.int();
const moment = z.iso.datetime();
const later = z.exactOptional(moment);
const anything = z.unknown();
const payload = z.record(text, anything);
const channel = z.enum(channels);
const messageClass = z.enum(['transactional', 'promotional']);

const cap = {
  policy: text,
  limit: count,
  used: count,
  within: optional,
  per: z.exactOptional(z.enum(['day', 'week', 'month'])),
  channels: z.exactOptional(z.array(channel)),
  topic: optional,
  counts: z.exactOptional(z.enum([...messageClass.options, 'all'])),
  frequency: optional.describe('The frequency that the person chose, where the cap is that choice.'),
};

const head = {
  id: text,
  userId: optional,
  version: count.describe('Number of changes.'),
  createdAt: moment,
  lastSeenAt: later,
  wakeAt: later.describe('The next timer.'),
};

const sender = { from: optional, replyTo: optional };

/** By part of `include`. */
function makeParts(object: MakeObject): Readonly<Record<string, z.ZodType>> {
  const admissions = z.record(text, text);
  return {
    identifiers: z.array(
      object({
        type: text,
        value: text,
        profileId: z.nullable(text).describe('The profile that it leads to.'),
        isForeign: flag,
      }),
    ),
    traits: z.record(text, object({ value: anything, at: moment })),
    computed: payload,
    segments: z.record(text, object({ since: moment, isFromBefore: z.boolean() })),
    accounts: z.record(text, object({ isMember: z.boolean(), at: moment })),
    consents: z.record(text, object({ state: z.enum(['granted', 'denied', 'pending']), at: moment })),
    addresses: z.array(
      object({
        channel,
        address: text,
        label: optional,
        isFurther: flag,
        isShared: z.boolean(),
        isSuppressed: z.boolean(),
        suppressedBy: optional,
        hasComplained: z.boolean(),
        denied: z.array(text),
        lifted: z.array(text),
        softBounces: count,
        isBouncedOut: z.boolean(),
        usedAt: later,
        messages: z
          .exactOptional(object({ transactional: text, purposes: admissions, topics: admissions }))
          .describe('For each message: allowed, or a reason code.'),
      }),
    ),
    devices: z.array(
      object({
        address: text,
        at: moment,
        usedAt: moment,
        platform: optional,
        app: optional,
        locale: optional,
        zone: optional,
        isOptedOut: flag,
        switchedAt: later,
      }),
    ),
    caps: z.array(object(cap)),
    journeys: z.array(
      object({
        journey: text,
        version: count,
        key: optional,
        instanceId: text,
        enteredAt: moment,
        step: text,
        since: moment,
        until: later,
        listensFrom: later,
        isNotStarted: flag,
        isCatchingUp: flag,
        isDueWhilePaused: flag,
        stepCount: count,
        event: z.exactOptional(payload),
      }),
    ),
    held: z.array(
      object({
        ...{ id: text, cause: text, origin: text, template: text, reason: text, until: moment, ...sender },
        ...{
          requestedAt: moment,
          deadline: moment,
          expiresAt: later,
          priority: z.number(),
          score: z.number(),
        },
        ifCapped: z.enum(['skip', 'wait']),
        ifQuiet: z.exactOptional(z.enum(['hold', 'drop'])),
        to: optional,
        isCollected: flag,
        instanceId: optional,
        event: z.exactOptional(payload),
      }),
    ),
  };
}

function makeDecision(object: MakeObject): z.ZodType {
  return object({
    origin: text,
    action: text,
    reason: text.describe('A reason code.'),
    effectId: optional,
    channel: optional,
    credit: z.exactOptional(z.number()),
    touch: z.exactOptional(object({ template: optional, variant: optional, locale: optional })),
    note: optional,
    step: optional,
    version: z.exactOptional(count),
    key: optional,
    until: later,
    cap: z.exactOptional(object(cap)),
    isListed: flag,
  });
}

function makeEvent(object: MakeObject, decision: z.ZodType): z.ZodType {
  return object({
    kind: z.literal('event'),
    occurredAt: moment,
    receivedAt: moment,
    event: text,
    source: text,
    id: text,
    profileId: text,
    type: optional,
    userId: optional,
    anonymousId: optional,
    traits: z.exactOptional(payload),
    properties: z.exactOptional(payload),
    context: z.exactOptional(payload),
    decisions: z.array(decision),
    replacedTraits: z.exactOptional(z.record(text, object({ value: anything, statedAt: moment }))),
  });
}

function makeMessage(object: MakeObject): z.ZodType {
  return object({
    kind: z.literal('message'),
    id: text,
    profileId: text,
    channel: z.enum([...channels, 'webhook']),
    ...{ template: optional, origin: text, step: optional, variant: optional, locale: optional },
    state: z.enum(['claimed', 'released', 'sent', 'failed', 'suppressed', 'unknown']),
    attempts: count,
    firstAttemptAt: moment,
    settledAt: later,
    reason: optional,
    waitsUntil: later,
    limit: z.exactOptional(object({ until: later, cap: z.exactOptional(object(cap)), isListed: flag })),
    addresses: z.exactOptional(
      object({
        to: optional,
        skipped: z.array(object({ address: text, reason: text })),
        isByUse: flag,
        usedAt: later,
      }),
    ),
    contentWithFallback: z.exactOptional(z.array(object({ name: text, reason: text }))),
    idAtTheProvider: optional,
    outcomes: z.record(text, moment),
    reasonOfTheProvider: optional,
    clicks: z.array(object({ at: moment, device: text, byMachine: optional, hashOfLink: optional })),
  });
}

export type AnswerName = 'profile' | 'timeline' | 'messages' | 'refusal';
/** What a page has, by the name that a client gives its types. */
type ItemName = 'TimelineEvent' | 'TimelineMessage' | 'Decision';

export function makeProfileAnswers(object: MakeObject): Readonly<Record<AnswerName | ItemName, z.ZodType>> {
  const parts = Object.entries(makeParts(object)).map(([name, part]) => [name, z.exactOptional(part)]);
  const page = (items: z.ZodType) =>
    object({
      profileId: text,
      items: z.array(items).describe('Newest first.'),
      cursor: z.nullable(text).describe('For the next page; null at the end.'),
    });
  const contains = z.exactOptional(z.array(object({ profileId: text, since: moment })));
  const Decision = makeDecision(object);
  const TimelineEvent = makeEvent(object, Decision);
  const TimelineMessage = makeMessage(object);
  return {
    profile: object({ ...head, contains, ...Object.fromEntries(parts) }),
    timeline: page(z.discriminatedUnion('kind', [TimelineEvent, TimelineMessage] as never)),
    messages: page(TimelineMessage),
    refusal: object({ code: text, message: text, scope: optional.describe('Of scope_missing.') }),
    ...{ TimelineEvent, TimelineMessage, Decision },
  };
}

/** As JSON Schema, draft 2020-12, which OpenAPI 3.1 uses. A reader accepts fields that it does not know. */
export function describeProfileAnswers(): Readonly<Record<AnswerName | ItemName, object>> {
  const named = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(makeProfileAnswers(z.object))) named.add(schema, { id });
  const { schemas } = z.toJSONSchema(named, { io: 'input', uri: (id) => `#/components/schemas/${id}` });
  const entries = Object.entries(schemas).map(([name, { $schema: _, $id: _id, ...rest }]) => [name, rest]);
  return Object.fromEntries(entries) as Record<AnswerName | ItemName, object>;
}
