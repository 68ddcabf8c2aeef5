/** Reads the connected content of a message before it is rendered. */
import { isObject, type Json, type JsonObject } from '../../engine/base/json.ts';
import { type FetchUrl, splitFetchUrl } from '../../engine/messages/fetch-url.ts';
import type { TemplateFetch } from '../../engine/model/documents/template-fetch.ts';
import { ContentUnavailableError } from '../ports/content-reader.ts';
import type { CompiledTemplate } from '../ports/program-store.ts';
import type { RenderedFields, RenderRequest } from '../ports/rendering.ts';
import type { ContentCache } from './content-cache.ts';

export interface FetchTools {
  readonly content?: ContentCache | undefined;
  /** Hosts that the policy allows, with their port where it is not the usual one. */
  readonly allowedHosts?: readonly string[] | undefined;
  render(request: RenderRequest): RenderedFields | Promise<RenderedFields>;
}

/** A fetch that ended with its fallback. */
export type NoteFailure = (name: string, error: ContentUnavailableError) => void;

/**
 * By name. `request`: of the message. Throws ContentUnavailableError where a failure aborts the message, and the errors of
 * rendering.
 */
export async function fetchContent(
  request: RenderRequest,
  tools: FetchTools,
  noteFailure: NoteFailure,
): Promise<JsonObject> {
  const { template } = request;
  const entries = (template.fetch ?? []).map(async (fetch) => {
    try {
      return [fetch.name, completeAnswer(await readOne(fetch, request, tools), fetch)] as const;
    } catch (error) {
      if (!(error instanceof ContentUnavailableError) || fetch.onFailure !== 'fallback') throw error;
      noteFailure(fetch.name, error);
      return [fetch.name, fetch.fallback ?? {}] as const;
    }
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Values that the answer lacks are the fallback's. Throws ContentUnavailableError where the answer is not a map. */
function completeAnswer(answer: Json, { fallback }: TemplateFetch): JsonObject {
  if (!isObject(answer)) throw new ContentUnavailableError('not_a_map', false);
  checkNames(answer, 1);
  const given = Object.entries(answer).filter(([, value]) => value !== null);
  return { ...fallback, ...Object.fromEntries(given) };
}

/** Levels of an answer: the renderer's thread cannot take a value that is nested thousands of times. */
const mostLevels = 16;
/** A value with one of these names has no text, or looks like another value. */
const forbiddenNames = ['__proto__', 'constructor', 'toString', 'valueOf'];

/** Throws ContentUnavailableError. */
function checkNames(value: unknown, level: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (level > mostLevels) throw new ContentUnavailableError('too_deep', false);
  if (forbiddenNames.some((name) => Object.hasOwn(value, name)))
    throw new ContentUnavailableError('key_forbidden', false);
  for (const each of Object.values(value)) checkNames(each, level + 1);
}

/** What a preview without network shows. */
export function listFallbackContent({ fetch = [] }: CompiledTemplate): JsonObject {
  return Object.fromEntries(fetch.map(({ name, fallback }) => [name, fallback ?? {}]));
}

async function readOne(
  { url, cache = 60, timeout = 2, retries = 1 }: TemplateFetch,
  request: RenderRequest,
  { content, allowedHosts = [], render }: FetchTools,
) {
  const parts = splitFetchUrl(url);
  if (content === undefined || parts === undefined) throw new ContentUnavailableError('not_possible', false);
  if (!allowedHosts.includes(parts.base.host)) throw new ContentUnavailableError('host_not_allowed', false);
  const target = fillQuery(parts, await render(describeQuery(parts, request)));
  return content.read(target, { cache: cache * 1000, timeLimit: timeout * 1000, retries });
}

/** The query's values as a content of their own: a value of a person is never more than one value of the query. */
function describeQuery({ query }: FetchUrl, request: RenderRequest): RenderRequest {
  const { shortLinks: _shortLinks, linkTags: _linkTags, ...rest } = request;
  const sources = query.flatMap(({ source }, index) => (source === '' ? [] : [[`query.${index}`, source]]));
  const key = sources.map(([, source]) => source).join('&');
  const { id, revision, channel } = request.template;
  const contents = { '': Object.fromEntries(sources) };
  return { ...rest, template: { id, revision: `${revision} ${key}`, channel, contents } };
}

function fillQuery({ base, query }: FetchUrl, values: RenderedFields): URL {
  const filled = query.map(({ fixed, source }, index) =>
    source === '' ? fixed : fixed + encodeURIComponent(values[`query.${index}`] ?? ''),
  );
  const url = new URL(base);
  url.search = filled.join('&');
  return url;
}
