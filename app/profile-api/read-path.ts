/** What a path of the Profile API asks for, and the checks before anyone is authenticated. */
import type { ApiScope } from '../ports/api-keys.ts';
import { RequestRefusedError } from './web.ts';

export const profileViews = ['profile', 'timeline', 'messages'] as const;
export type ProfileView = (typeof profileViews)[number];

export const viewScopes: Readonly<Record<ProfileView, ApiScope>> = {
  profile: 'profiles:read',
  timeline: 'timeline:read',
  messages: 'timeline:read',
};

export interface ReadPath {
  readonly view: ProfileView;
  /** Decoded: `email:anna@example.com`. */
  readonly person: string;
}

/** Characters; the longest identifier has 1,024 bytes. */
const longest = { path: 4_096, query: 4_096, headers: 16_384 };

const expected =
  'Expected GET /v1/profiles/ID, /v1/profiles/ID/timeline or /v1/profiles/ID/messages, where ID is percent-encoded: a profile id, userId:..., email:..., phone:..., anonymousId:... or externalId:type:id.';

/** Throws RequestRefusedError. */
export function checkSize({
  path,
  query,
  headers,
  bodyLength,
}: {
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly bodyLength: number;
}): void {
  if (path.length > longest.path || query.length > longest.query)
    throw new RequestRefusedError(
      'uri_too_long',
      'The path and the query have at most 4,096 characters each.',
    );
  const size = Object.entries(headers).reduce(
    (sum, [name, value = '']) => sum + name.length + value.length,
    0,
  );
  if (size > longest.headers)
    throw new RequestRefusedError(
      'headers_too_large',
      'All headers together have at most 16,384 characters.',
    );
  if (bodyLength > 0) throw new RequestRefusedError('body_unexpected', 'A request has no body.');
}

/** Throws RequestRefusedError. */
export function readPath(path: string): ReadPath {
  const [, encoded = '', name = 'profile'] = /^\/v1\/profiles\/([^/]+)(?:\/([a-z]+))?\/?$/.exec(path) ?? [];
  const view = profileViews.find((each) => each === name);
  const person = decode(encoded)?.trim();
  if (
    view === undefined ||
    person === undefined ||
    person === '' ||
    (name === 'profile' && /\/profile\/?$/.test(path))
  )
    throw new RequestRefusedError('path_invalid', expected);
  return { view, person };
}

/** Undefined: no text, or one with characters that no identifier has. */
function decode(encoded: string): string | undefined {
  try {
    const text = decodeURIComponent(encoded);
    return /\p{Cc}/u.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}
