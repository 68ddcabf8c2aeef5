/**
 * Answers the pages' own forms: 303 to a page that shows the result, so that the browser's Back and Reload repeat
 * nothing. A mail provider's POST has no such answer (RFC 8058 allows no redirect).
 */
import type { JsonObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { type FormResult, openResult, sealResult } from '../links/seal-result.ts';
import type { LinkKeys } from '../ports/link-keys.ts';
import type { LinkRequest } from './link-request.ts';
import { pageHeaders, resultField } from './pages/page.ts';
import type { WebRequest, WebResponse } from './web.ts';

type Around = Pick<LinkRequest, 'request' | 'token' | 'now'>;

/** `page`: the result as a page, for the case that the key cannot be read now. */
export async function answerForm(
  { request, token, now }: Around,
  { done, traits = {} }: { readonly done: string; readonly traits?: JsonObject },
  keys: Pick<LinkKeys, 'find'>,
  page: () => WebResponse | Promise<WebResponse>,
): Promise<WebResponse> {
  const sealed = await sealResult({ done, traits, at: now }, token, keys).catch(() => undefined);
  return sealed === undefined ? page() : redirectToResult(request, sealed);
}

/** To the same page, in the language that the reader chose. */
export function redirectToResult({ query }: WebRequest, result: string): WebResponse {
  const language = query.get('lang');
  const next = new URLSearchParams(omitAbsent({ lang: language ?? undefined, [resultField]: result }));
  return { status: 303, headers: { ...pageHeaders(''), location: `?${next}` }, body: '' };
}

/** What the form of this link has done, if the address says so. */
export async function readResult(
  { request, token, now }: Around,
  keys: Pick<LinkKeys, 'find'>,
): Promise<FormResult | undefined> {
  const text = request.query.get(resultField);
  return text === null ? undefined : openResult(text, token, keys, now);
}
