/** Compares an answer of the Profile API with its published schema. No member may be missing in a schema. */
import * as z from 'zod';
import { refusals } from '../../app/profile-api/web.ts';
import { makeProfileAnswers } from '../../engine/config/schemas/profile-answers.ts';

const answers = makeProfileAnswers(z.strictObject);

export interface CheckedAnswer {
  readonly status: number;
  readonly body: unknown;
  /** Seconds. */
  readonly retryAfter: string | null | undefined;
}

/** What disagrees; undefined: nothing. `path` without the query. */
export function findUnpublished(
  path: string,
  { status, body, retryAfter }: CheckedAnswer,
): string | undefined {
  const [, view = 'profile'] = /^\/v1\/profiles\/[^/]+\/(timeline|messages)\/?$/.exec(path) ?? [];
  const name = status === 200 ? (view as 'profile' | 'timeline' | 'messages') : 'refusal';
  const result = answers[name].safeParse(body);
  if (!result.success) return `${status} ${path}: ${z.prettifyError(result.error)}`;
  if (status === 200) return undefined;
  const { code } = body as { readonly code: keyof typeof refusals };
  if (refusals[code]?.status !== status) return `${status} ${path}: the code ${code} has another status`;
  const waits = status === 429 || status === 503;
  return waits === /^\d+$/.test(retryAfter ?? '')
    ? undefined
    : `${status} ${path}: Retry-After ${retryAfter}`;
}
