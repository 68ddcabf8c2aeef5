/** Plays a scenario: one person's events in order, with the wake-ups that become due between them. */

import { createAccountView } from '../../engine/accounts/account-view.ts';
import type { JsonObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import type { Program } from '../../engine/compile/program.ts';
import { decide } from '../../engine/decide/decide.ts';
import { readIdentifiers } from '../../engine/identity/read-identifiers.ts';
import type { Input } from '../../engine/model/decision.ts';
import type { ConfigDocument } from '../../engine/model/documents/documents.ts';
import type { IdentityPolicy } from '../../engine/model/documents/identity-policy.ts';
import type { Effect } from '../../engine/model/effects.ts';
import { createProfile, type Profile } from '../../engine/model/profile.ts';
import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';
import type { IdentityType } from '../../engine/model/touchpoint.ts';
import { parseTouchpoint } from '../../engine/touchpoint/parse-touchpoint.ts';
import { listRefusals, publishDocuments } from './publish-documents.ts';

export interface ScenarioEvent {
  /** When it arrives. */
  readonly at: string;
  /** Its name; absent: time just passes until `at`. */
  readonly event?: string;
  /** When it happened, if not when it arrived. */
  readonly happened?: string;
  readonly id?: string;
  /** Call of the Segment spec; track when absent. */
  readonly type?: string;
  /** Kinds of its ids that belong to another profile. */
  readonly taken?: readonly IdentityType[];
  readonly source?: string;
  /** Anonymous id of an event without the user id. */
  readonly session?: string;
  readonly traits?: JsonObject;
  /** This many more traits, `t0`, `t1` ... */
  readonly manyTraits?: number;
  readonly properties?: JsonObject;
  readonly context?: JsonObject;
  /** Of a group call: the account. */
  readonly groupId?: string;
  /** These come in one delivery, in this order. */
  readonly together?: readonly Omit<ScenarioEvent, 'at' | 'together'>[];
  /** Documents published at that moment: they replace those of the same kind and id. */
  readonly publish?: readonly ConfigDocument[];
  /** Documents published with only this changed: `{ "kind": "journey", "id": "care", "status": "paused" }`. */
  readonly edit?: readonly (Partial<ConfigDocument> & Pick<ConfigDocument, 'kind' | 'id'>)[];
  /** Everybody is woken, as after a journey is resumed. */
  readonly wake?: boolean;
  /** A campaign's run (or `journey:<id>` on its schedule) comes to the person. */
  readonly reach?: {
    readonly campaign: string;
    /** Start of the run; `at` when absent. */
    readonly run?: string;
    readonly localTime?: string;
    readonly isTest?: boolean;
  };
  /** No one was woken since the previous moment. */
  readonly sweepDown?: boolean;
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

/** `person`: profile id, which splits and holdouts draw by. `isRefused`: publishing refuses some document. */
export async function playScenario(
  documents: readonly ConfigDocument[],
  events: readonly ScenarioEvent[],
  { person = 'person', isRefused = false }: { readonly person?: string; readonly isRefused?: boolean } = {},
): Promise<Played> {
  const current = [...documents];
  const options = { acceptAll: isRefused };
  let snapshot = await publishDocuments(documents, undefined, options);
  let refusals = listRefusals(snapshot).length;
  let program = compileProgram(snapshot);
  let profile: Profile = {
    ...createProfile(person, Date.parse(events[0]?.at ?? '2026-01-01T00:00:00Z')),
    // As the shell does for people with accounts.
    ...(JSON.stringify(events).includes('groupId') && { accountView: createAccountView(new Map()) }),
  };
  const effects: Effect[] = [];
  const entries: TimelineEntry[] = [];
  let [repeats, reused, wakeWrites, now] = [0, 0, 0, 0];
  const take = (inputs: readonly Input[]) => {
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
    while (event.sweepDown !== true && profile.wakeAt !== undefined && profile.wakeAt <= arrival) {
      // A moment that is past is seen at the sweep that comes next.
      now = Math.max(now, profile.wakeAt);
      if (take([{ kind: 'wake' }]).changed) wakeWrites++;
      else throw new Error(`Nothing is due at ${new Date(now).toISOString()}, but a person is woken.`);
    }
    now = arrival;
    const published = listPublished(event, current);
    if (published.length > 0) {
      current.push(...published);
      snapshot = await publishDocuments(published, snapshot, options);
      refusals += listRefusals(snapshot).length;
      program = compileProgram(snapshot);
    }
    const inputs = listInputs(event, index, program.policy.identity);
    if (inputs.length > 0) take(inputs);
  }
  if (isRefused && refusals === 0) throw new Error('Publishing refuses none of its documents.');
  return { profile, program, effects, entries, repeats, reused, wakeWrites, now };
}

/** `current`: all documents so far, the newest of each last. */
function listPublished(
  { publish = [], edit = [] }: ScenarioEvent,
  current: readonly ConfigDocument[],
): readonly ConfigDocument[] {
  const edited = edit.map((change) => {
    const before = current.findLast(({ kind, id }) => kind === change.kind && id === change.id);
    if (before === undefined) throw new Error(`There is no ${change.kind} "${change.id}" to edit.`);
    return { ...before, ...change } as ConfigDocument;
  });
  return [...publish, ...edited];
}

function listInputs(event: ScenarioEvent, index: number, policy?: IdentityPolicy): readonly Input[] {
  const { at, together = [], reach, wake } = event;
  const touchpoints = event.event === undefined ? together : [event, ...together];
  return [
    ...touchpoints.map((one, place): Input => {
      const id = place === 0 ? `event-${index}` : `event-${index}-${place}`;
      const { touchpoint, ignored } = readIdentifiers(makeTouchpoint({ id, ...one, at }), policy);
      return { kind: 'touchpoint', touchpoint, ...omitAbsent({ taken: one.taken, ignored }) };
    }),
    ...(reach === undefined ? [] : [makeReach(reach, at)]),
    ...(wake === true ? [{ kind: 'wake' } as const] : []),
  ];
}

function makeReach(reach: NonNullable<ScenarioEvent['reach']>, at: string): Input {
  return { kind: 'campaign', ...reach, run: Date.parse(reach.run ?? at) };
}

function makeTouchpoint(event: ScenarioEvent) {
  return parseTouchpoint({
    id: event.id,
    source: event.source ?? 'shop',
    'detail-type': event.event,
    time: event.at,
    detail: {
      ...(event.session === undefined ? { userId: 'person-1' } : { anonymousId: event.session }),
      type: event.type,
      groupId: event.groupId,
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
