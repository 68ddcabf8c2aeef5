/** Reads the events of a simulation: JSONL as for `replay`, the lines of one person. */
import { readTouchpoint, TouchpointUnreadableError } from '../../app/ingest/read-touchpoint.ts';
import { isObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { normalizeKey } from '../../engine/identity/identity-rules.ts';
import { readIdentifiers } from '../../engine/identity/read-identifiers.ts';
import type { IdentityPolicy } from '../../engine/model/documents/identity-policy.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import type { Arrival } from '../../engine/simulate/simulate-person.ts';
import { identityKeys } from '../../engine/touchpoint/identity-keys.ts';
import { parseTimestamp } from '../../engine/touchpoint/parse-timestamp.ts';
import { parseTouchpoint } from '../../engine/touchpoint/parse-touchpoint.ts';
import { readJson } from '../../engine/touchpoint/read-json.ts';
import { TouchpointInvalidError } from '../../engine/touchpoint/touchpoint-invalid-error.ts';
import { isPacked, parseMember, unpackEvent } from '../../engine/touchpoint/unpack-event.ts';
import { linesRemedy } from '../files/read-lines.ts';
import { readTextFile, splitLines } from '../files/read-text.ts';
import { UsageError } from '../terminal/command-result.ts';

/** In the normal form of the policy. */
export function readUser(user: string | undefined, policy: IdentityPolicy | undefined): string | undefined {
  if (user === undefined) return undefined;
  return normalizeKey({ type: 'userId', value: user }, policy)?.value ?? user;
}

interface ArrivalOptions {
  readonly start: number;
  readonly user: string | undefined;
  readonly policy: IdentityPolicy | undefined;
}

/** Of one person, in the order of their arrival. */
export function readArrivals(
  file: string | undefined,
  directory: string,
  options: ArrivalOptions,
): Arrival[] {
  if (file === undefined) return [];
  const read = readTouchpoints(file, directory, options).map((each) => readIdentifiers(each, options.policy));
  const touchpoints = read.map(({ touchpoint }) => touchpoint);
  const selected = new Set(selectPerson(touchpoints, options.user, file));
  return read
    .filter(({ touchpoint }) => selected.has(touchpoint))
    .map(({ touchpoint, ignored }) => ({
      at: touchpoint.receivedAt,
      input: { kind: 'touchpoint' as const, touchpoint, ...omitAbsent({ ignored }) },
    }))
    .sort((left, right) => left.at - right.at);
}

/**
 * In the file's order. A touchpoint arrives (`receivedAt`) at its `time`, else when it happened (`timestamp`), else
 * together with the line before; the first at `start` (epoch ms). Lines without a person belong to `user`. Throws UsageError, which names the line.
 */
export function readTouchpoints(
  file: string,
  directory: string,
  { start, user }: { readonly start: number; readonly user?: string | undefined },
): Touchpoint[] {
  let arrival = start;
  return readLines(file, directory).flatMap(({ text, line }) => {
    try {
      const touchpoints = readOne(addPerson(readJson(text), user), line, arrival);
      arrival = touchpoints.at(-1)?.receivedAt ?? arrival;
      return touchpoints;
    } catch (error) {
      throw explainLine(error, file, line);
    }
  });
}

/**
 * The events of one person: of user or anonymous id `user`, with the anonymous ones that the same file links to it.
 * Without `user` all events, which must then be of one person. Throws UsageError for no person or several.
 */
export function selectPerson(
  touchpoints: readonly Touchpoint[],
  user: string | undefined,
  file: string,
): readonly Touchpoint[] {
  const people = [...new Set(touchpoints.flatMap(({ userId }) => userId ?? []))];
  if (user === undefined) {
    const strangers = people.length > 0 ? people : [...new Set(touchpoints.map(namePerson))];
    if (strangers.length <= 1) return touchpoints;
    throw new UsageError(
      `${file} is about ${strangers.length} people: ${strangers.slice(0, 8).join(', ')}${strangers.length > 8 ? ', ...' : ''}.`,
      'Choose the person to simulate: --user <id>.',
    );
  }
  const own = touchpoints.filter(({ userId }) => userId === user);
  const aliases = new Set([user, ...own.flatMap(({ anonymousId }) => anonymousId ?? [])]);
  const selected = touchpoints.filter(
    ({ userId, anonymousId, profileId }) =>
      userId === user ||
      (userId === undefined && (profileId !== undefined || aliases.has(anonymousId ?? ''))),
  );
  if (selected.length > 0 || touchpoints.length === 0) return selected;
  const known = people.length === 0 ? '' : ` It has ${people.slice(0, 8).join(', ')}.`;
  throw new UsageError(
    `${file} has no event of "${user}".${known}`,
    'Correct --user (or userId of --profile).',
  );
}

function namePerson(touchpoint: Touchpoint): string {
  const [key] = identityKeys(touchpoint);
  return key?.value ?? touchpoint.profileId ?? '';
}

interface Line {
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

function readLines(file: string, directory: string): Line[] {
  return splitLines(readTextFile(file, directory, linesRemedy))
    .map((text, index) => ({ text, line: index + 1 }))
    .filter(({ text }) => text.trim() !== '');
}

function addPerson(value: unknown, user: string | undefined): unknown {
  if (user === undefined || !isObject(value)) return value;
  const target = isObject(value['detail']) ? value['detail'] : value;
  const isNamed = ['userId', 'anonymousId', 'profileId', 'batch'].some((field) => field in target);
  if (isNamed) return value;
  return target === value ? { ...value, userId: user } : { ...value, detail: { ...target, userId: user } };
}

/** A line without an id gets one made of its content. */
function readOne(value: unknown, line: number, arrival: number): Touchpoint[] {
  const messageId = `line-${line}`;
  const options = { source: 'simulation', messageId, now: arrival, isChecked: false, isReservedTaken: true };
  const { touchpoint, at } = readTouchpoint(value, options);
  const given = readArrival(value);
  const isTimed = given !== undefined;
  const receivedAt = given ?? at ?? arrival;
  const event = {
    id: messageId,
    source: touchpoint.source,
    'detail-type': touchpoint.name,
    time: new Date(receivedAt).toISOString(),
    detail: touchpoint.detail,
  };
  if (!isPacked(event)) return [parseTouchpoint(event)];
  return unpackEvent(event).map((member) => parseMember(isTimed ? member : arriveWhenItHappened(member)));
}

/** When it arrived, if the line says so (epoch ms). Throws TouchpointUnreadableError for an invalid moment. */
function readArrival(value: unknown): number | undefined {
  const time = isObject(value) ? value['time'] : undefined;
  if (time === undefined) return undefined;
  const parsed = parseTimestamp(String(time));
  if (parsed.ok) return parsed.at;
  const why = parsed.problem === 'without_zone' ? 'has no time zone' : 'is not a date and time';
  throw new TouchpointUnreadableError(
    `"time": ${JSON.stringify(time)} ${why}.`,
    'Write the time of arrival as in "time": "2026-11-22T10:00:00Z".',
  );
}

/** The members of a packed line arrive when they happened, as they would on separate lines. */
function arriveWhenItHappened(member: ReturnType<typeof unpackEvent>[number]): typeof member {
  const detail = isObject(member['detail']) ? member['detail'] : {};
  const parsed = parseTimestamp(String(detail['timestamp']));
  return parsed.ok ? { ...member, time: new Date(parsed.at).toISOString() } : member;
}

function explainLine(error: unknown, file: string, line: number): unknown {
  const where = `${file}, line ${line}`;
  if (error instanceof SyntaxError) {
    return new UsageError(`${where} is not JSON.`, 'Write one JSON object per line.');
  }
  if (error instanceof TouchpointUnreadableError) {
    return new UsageError(`${where}: ${error.message}`, error.remedy);
  }
  if (error instanceof TouchpointInvalidError) {
    const problem = `${where}: ${error.path}: received ${error.received} (${error.code}).`;
    return new UsageError(problem, error.remedy);
  }
  return error;
}
