/**
 * The Profile API: answers who a person is and what happened, to systems with a key. Each answer has its record: who
 * looked, at whom, when. No record, no answer.
 */
import { createHmac } from 'node:crypto';
import type { JsonObject } from '../../engine/base/json.ts';
import { expireAfter } from '../../engine/base/time-units.ts';
import { listProfileIds, type Profile } from '../../engine/model/profile.ts';
import { describePerson } from '../inspect/describe-person.ts';
import {
  type Hidden,
  hideOfPerson,
  hideOfRow,
  listHidden,
  nothingHidden,
} from '../inspect/hide-sensitive.ts';
import { inspectLoaded } from '../inspect/inspect-profile.ts';
import type { TimelineRow } from '../inspect/read-timeline.ts';
import type { StageStores } from '../inspect/stage-stores.ts';
import { isCursorInvalid, readTimelinePage } from '../inspect/timeline-page.ts';
import type { ApiKey, ApiKeyReader } from '../ports/api-keys.ts';
import type { CallCounter } from '../ports/call-counter.ts';
import type { Look, LookRecorder } from '../ports/looks.ts';
import type { ProgramReader } from '../ports/program-store.ts';
import { loadPublished } from '../publish/load-published.ts';
import { describeEntry, describeMessage } from '../rights/export/list-rows.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import { createAdmission } from './admit-request.ts';
import { findProfile } from './find-profile.ts';
import { checkSize, type ProfileView, readPath, viewScopes } from './read-path.ts';
import { makeQueryError, readParts, readTimelineQuery, type TimelineQuery } from './read-query.ts';
import {
  answerJson,
  answerRefusal,
  type ProfileAnswer,
  type ProfileRequest,
  RequestRefusedError,
} from './web.ts';

export interface ProfileApiPorts extends Pick<StageStores, 'identities' | 'profiles' | 'timeline'> {
  readonly programs: ProgramReader;
  readonly keys: ApiKeyReader;
  readonly calls: CallCounter;
  readonly looks: LookRecorder;
}

export interface ProfileApiOptions {
  /** Epoch ms. */
  readonly now: () => number;
  /** Days for which a look is kept. */
  readonly lookDays: number;
}

export type ProfileApi = (request: ProfileRequest, telemetry: Telemetry) => Promise<ProfileAnswer>;

/** What a view shows, and the names of its parts, which the record of the look has. */
interface Shown {
  readonly answer: JsonObject;
  readonly parts: readonly string[];
}

/** `hidden`: what the key may not see. */
type Show = (profile: Profile, hidden: Hidden) => Promise<Shown>;

export function createProfileApi(ports: ProfileApiPorts, { now, lookDays }: ProfileApiOptions): ProfileApi {
  const admit = createAdmission(ports.keys, ports.calls, now);
  const views: Readonly<Record<ProfileView, (query: string) => Show>> = {
    profile: (query) => {
      const parts = readParts(query);
      const [identifiers, addresses] = [parts.includes('identifiers'), parts.includes('addresses')];
      return async (profile, hidden) => {
        const facts = await inspectLoaded(profile, ports, now(), { identifiers, addresses });
        return { answer: describePerson(hideOfPerson(facts, hidden), parts), parts };
      };
    },
    timeline: (query) => showRows(readTimelineQuery(query, 'timeline')),
    messages: (query) => showRows(readTimelineQuery(query, 'messages')),
  };

  /** The rows of the person, newest first; `null` in place of the cursor: there are no more. */
  function showRows(asked: TimelineQuery): Show {
    return async (profile, hidden) => {
      const page = await readTimelinePage(ports.timeline, listProfileIds(profile), asked);
      const items = page.rows.map((row) => describeRow(hideOfRow(row, hidden)));
      const part = asked.kind === 'message' ? 'messages' : 'timeline';
      return { answer: { profileId: profile.id, items, cursor: page.cursor ?? null }, parts: [part] };
    };
  }

  async function serve(request: ProfileRequest): Promise<ProfileAnswer> {
    if (request.method !== 'GET')
      throw new RequestRefusedError('method_unknown', 'Expected GET.', { headers: { allow: 'GET' } });
    checkSize(request);
    // A stranger learns nothing about an identifier, not even whether it is well formed.
    const asked = readPath(request.path);
    const key = await admit(request.headers['authorization'], viewScopes[asked.view]);
    const show = views[asked.view](request.query);
    const profile = await find(asked.person, request, key);
    const seesAll = key.scopes.includes('sensitive:read');
    const hidden = seesAll ? nothingHidden : listHidden(await loadPublished(ports.programs));
    const { answer, parts } = await show(profile, hidden);
    await record(request, key, { profileId: profile.id, parts });
    return answerJson(200, answer);
  }

  /** A key that tries identifiers is visible: an answer without a person has a record too. */
  async function find(person: string, request: ProfileRequest, key: ApiKey): Promise<Profile> {
    try {
      return await findProfile(person, ports);
    } catch (error) {
      if (error instanceof RequestRefusedError && error.isAttempt)
        await record(request, key, { asked: hashAsked(person, key), parts: [error.code] });
      throw error;
    }
  }

  async function record(
    { id, from }: ProfileRequest,
    key: ApiKey,
    look: Pick<Look, 'profileId' | 'asked' | 'parts'>,
  ): Promise<void> {
    const at = now();
    const by = { kind: 'key', id: key.id, name: key.name } as const;
    await ports.looks.record({ id, at, by, from, ...look }, expireAfter(at, lookDays));
  }

  return async (request, telemetry) => {
    try {
      const answer = await serve(request);
      telemetry.count('PeopleShown');
      return answer;
    } catch (error) {
      if (error instanceof RequestRefusedError || isCursorInvalid(error)) {
        const refusal = error instanceof RequestRefusedError ? error : makeQueryError(error.message);
        telemetry.count(refusal.status === 429 ? 'RequestsLimited' : 'RequestsRefused');
        return answerRefusal(refusal);
      }
      telemetry.error('A request was not answered', error);
      return answerRefusal(unavailable);
    }
  };
}

/** Hexadecimal digits: 128 bits. */
const askedLength = 32;

/**
 * Keyed with the stored hash of the key, which is in another table: with the records alone, a number or an email cannot be
 * found by trying all. The same text asked by the same key has the same hash.
 */
function hashAsked(person: string, { hash }: Pick<ApiKey, 'hash'>): string {
  return createHmac('sha256', hash).update(person).digest('hex').slice(0, askedLength);
}

function describeRow(row: TimelineRow): JsonObject {
  return row.kind === 'entry'
    ? { kind: 'event', ...describeEntry(row.entry) }
    : { kind: 'message', ...describeMessage(row.message) };
}

const unavailable = new RequestRefusedError('not_answered', 'Send the same request again later.', {
  headers: { 'retry-after': '1' },
});
