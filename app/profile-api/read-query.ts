/** Reads the query of a request: each parameter at most once, and none that is unknown. */
import { type PersonPart, personParts } from '../inspect/describe-person.ts';
import { parseMoment } from '../inspect/parse-moment.ts';
import { type TimelineFilter, timelineKinds } from '../inspect/timeline-page.ts';
import { RequestRefusedError } from './web.ts';

/** Throws RequestRefusedError. */
export function readQuery<Name extends string>(
  query: string,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {};
  for (const [received, value] of new URLSearchParams(query)) {
    const name = names.find((each) => each === received);
    if (name === undefined || found[name] !== undefined)
      throw makeQueryError(
        `Expected each of these parameters at most once, and no other: ${names.join(', ')}.`,
      );
    found[name] = value;
  }
  return found;
}

/** `include=traits,segments`; all parts without it. Throws RequestRefusedError. */
export function readParts(query: string): readonly PersonPart[] {
  const { include } = readQuery(query, Object.keys(queryParameters.profile) as ['include']);
  if (include === undefined) return personParts;
  const wanted = include.split(',').map((each) => each.trim());
  const unknown = wanted.some((each) => !personParts.some((part) => part === each));
  if (unknown) throw makeQueryError(`include: expected one or more of ${personParts.join(',')}.`);
  return personParts.filter((part) => wanted.includes(part));
}

export function makeQueryError(message: string): RequestRefusedError {
  return new RequestRefusedError('query_invalid', message);
}

export interface TimelineQuery extends TimelineFilter {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

const defaultLimit = 50;
const mostRows = 200;

/** Parameters of a page, with their schema: docs/profile-api.openapi.json has them. */
const pageParameters = {
  limit: {
    description: 'Rows of a page.',
    schema: { type: 'integer', minimum: 1, maximum: mostRows, default: defaultLimit },
  },
  cursor: { description: 'The cursor of the page before.', schema: { type: 'string' } },
  since: { description: 'From this day or moment on (UTC).', schema: { type: 'string' } },
  until: { description: 'Before this day or moment (UTC).', schema: { type: 'string' } },
};

export const queryParameters = {
  profile: {
    include: {
      description: 'Parts, separated by commas. All without it.',
      ...{ style: 'form', explode: false },
      schema: { type: 'array', items: { type: 'string', enum: personParts }, minItems: 1 },
    },
  },
  messages: pageParameters,
  timeline: {
    ...pageParameters,
    kind: { description: 'Only these rows.', schema: { enum: timelineKinds } },
    name: { description: 'Events of this name.', schema: { type: 'string' } },
  },
} as const;

/** `messages` is the timeline with `kind=message`. Throws RequestRefusedError. */
export function readTimelineQuery(query: string, view: 'timeline' | 'messages'): TimelineQuery {
  const names = Object.keys(queryParameters[view]) as (keyof typeof queryParameters.timeline)[];
  const asked = readQuery(query, names);
  const { limit = String(defaultLimit), cursor, kind, name } = asked;
  if (!/^[1-9]\d{0,2}$/.test(limit) || Number(limit) > mostRows)
    throw makeQueryError(`limit: expected a whole number from 1 to ${mostRows}.`);
  const found = timelineKinds.find((each) => each === kind);
  if (kind !== undefined && found === undefined)
    throw makeQueryError(`kind: expected ${timelineKinds.join(' or ')}.`);
  return {
    ...{ limit: Number(limit), cursor, name },
    kind: view === 'messages' ? 'message' : found,
    since: readMoment('since', asked.since),
    until: readMoment('until', asked.until),
  };
}

function readMoment(name: string, text: string | undefined): number | undefined {
  const at = text === undefined ? undefined : parseMoment(text);
  if (text !== undefined && at === undefined)
    throw makeQueryError(
      `${name}: expected a day such as 2026-11-22, or a moment such as 2026-11-22T10:00:00Z.${hintOfPlus(text)}`,
    );
  return at;
}

/** In a query, a plus sign that is not encoded is a space. */
function hintOfPlus(text: string): string {
  const isMoment = text.includes(' ') && parseMoment(text.replace(' ', '+')) !== undefined;
  return isMoment ? ' Write the + of a zone as %2B.' : '';
}
