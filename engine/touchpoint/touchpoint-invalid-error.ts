/** Reports why an event is not a touchpoint, where, and what to do; never shows a value that may be personal. */

export const touchpointProblems = [
  'event_malformed',
  'detail_malformed',
  'field_malformed',
  'no_identity',
  'id_invalid',
  'group_missing',
  'type_unknown',
  'timestamp_invalid',
  'timestamp_without_zone',
  'timestamp_in_future',
  'name_missing',
  'batch_size',
  'key_forbidden',
  'number_not_finite',
  'touchpoint_too_deep',
  'touchpoint_too_large',
  'text_not_utf8',
] as const;

export type TouchpointProblem = (typeof touchpointProblems)[number];

export class TouchpointInvalidError extends Error {
  readonly code: TouchpointProblem;
  /** Keys from the event's root, such as `detail.timestamp`; cut to 120 characters. */
  readonly path: string;
  /** The received value's type and length, or the value itself where it cannot be personal. */
  readonly received: string;
  /** One sentence: what the source should do. */
  readonly remedy: string;

  constructor(code: TouchpointProblem, path: string, received: string, remedy: string) {
    const shown = path.length > 120 ? `${path.slice(0, 119)}…` : path;
    super(`${shown}: ${code}; received ${received}. ${remedy}`);
    this.name = 'TouchpointInvalidError';
    this.code = code;
    this.path = shown;
    this.received = received;
    this.remedy = remedy;
  }
}

/** For a touchpoint without an id that identifies a person. */
export function createUnidentifiedError(): TouchpointInvalidError {
  const remedy =
    'Send userId, anonymousId, traits.email, traits.phone (E.164) or context.externalIds [{ id, type }]; a placeholder such as null is no id.';
  return new TouchpointInvalidError('no_identity', 'detail', 'no usable id', remedy);
}

/** Type and size of a value, never the value: events hold personal data. */
export function describeType(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'string')
    return value === '' ? 'an empty text' : `a text of ${value.length} characters`;
  if (typeof value === 'object') return 'an object';
  return `a ${typeof value}`;
}
