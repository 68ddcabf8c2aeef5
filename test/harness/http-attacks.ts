/** Calls that a broken or hostile client sends to the HTTP API, as JSON texts, and what becomes of each. */

export interface Attack {
  readonly id: string;
  /** Members of the call beside its name, person and `messageId`, as they are written. */
  readonly json: string;
  /** Code of the rejection; undefined: the call counts. */
  readonly code?: string;
}

const nest = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const keys = (count: number) => Array.from({ length: count }, (_, index) => `"k${index}":1`).join(',');

/** A stage in November 2026. */
export const attacks: readonly Attack[] = [
  { id: 'infinite', json: '"properties":{"n":1e400}', code: 'number_not_finite' },
  { id: 'infinite-deep', json: '"traits":{"list":[1,{"n":-1e999}]}', code: 'number_not_finite' },
  {
    id: 'infinite-digits',
    json: `"properties":{"n":${'9'.repeat(400)}.5}`,
    code: 'number_not_finite',
  },
  { id: 'largest', json: '"properties":{"n":1.7e308,"tiny":1e-400}' },
  { id: 'long-number', json: `"properties":{"n":${'9'.repeat(400)}}` },
  { id: 'proto', json: '"properties":{"__proto__":{"admin":true}}', code: 'key_forbidden' },
  { id: 'proto-top', json: '"__proto__":{"userId":"admin"}', code: 'key_forbidden' },
  { id: 'constructor', json: '"traits":{"constructor":{"prototype":1}}', code: 'key_forbidden' },
  { id: 'own-names', json: '"properties":{"toString":1,"hasOwnProperty":2,"length":3}' },
  { id: 'duplicate', json: '"properties":{"n":1},"properties":{"n":1,"n":2}' },
  { id: 'surrogate', json: String.raw`"properties":{"text":"a\ud800b","k\udc00":1}` },
  { id: 'surrogate-id', json: String.raw`"anonymousId":"\ud83d"`, code: 'id_invalid' },
  { id: 'nul', json: String.raw`"properties":{"text":"a\u0000b","\u0000":1}` },
  { id: 'nul-id', json: String.raw`"anonymousId":"\u0000"`, code: 'id_invalid' },
  { id: 'keys', json: `"properties":{${keys(10_000)}}`, code: 'touchpoint_too_large' },
  { id: 'keys-that-fit', json: `"properties":{${keys(2_500)}}` },
  { id: 'levels', json: `"properties":${nest(17)}`, code: 'touchpoint_too_deep' },
  { id: 'thousand-levels', json: `"properties":${nest(2_000)}`, code: 'touchpoint_too_deep' },
  { id: 'future', json: '"timestamp":"2099-01-01T00:00:00Z"', code: 'timestamp_in_future' },
  { id: 'past', json: '"timestamp":"1950-01-01T00:00:00Z"' },
  { id: 'sent-1970', json: '"sentAt":"1970-01-01T00:00:05Z","timestamp":"2026-11-22T09:59:00Z"' },
  { id: 'sent-9999', json: '"sentAt":"9999-12-31T23:59:59Z","timestamp":"2026-11-22T09:59:00Z"' },
  { id: 'sent-0001', json: '"sentAt":"0001-01-01T00:00:00Z","timestamp":"2026-11-22T09:59:00Z"' },
  { id: 'both-9999', json: '"sentAt":"9999-12-31T23:59:59Z","timestamp":"9999-12-31T23:59:00Z"' },
  { id: 'both-1970', json: '"sentAt":"1970-01-01T00:01:00Z","timestamp":"1970-01-01T00:00:00Z"' },
  { id: 'made-9999', json: '"sentAt":"2026-11-20T10:00:00Z","timestamp":"9999-12-31T23:59:59Z"' },
];

/** The body of one request with all of them. */
export function writeAttacks(): string {
  const calls = attacks.map(
    ({ id, json }) => `{"type":"track","event":"Attacked","userId":"anna","messageId":"${id}",${json}}`,
  );
  return `{"batch":[${calls.join(',')}]}`;
}
