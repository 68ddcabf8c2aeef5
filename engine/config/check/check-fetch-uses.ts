/** What the content of a template shows of its fetches: unknown names, values that may be missing, and fetches without a use. */
import { isObject, type Json } from '../../base/json.ts';
import type { TemplateDocument } from '../../model/documents/template-document.ts';
import type { TemplateFetch } from '../../model/documents/template-fetch.ts';
import type { Finding } from '../problems/problem.ts';
import { formatSuggestion } from '../problems/suggest-name.ts';

export interface FetchUses {
  /** By path: what its outputs show where the value is missing, `''` = nothing. */
  readonly fallbacks?: Readonly<Record<string, readonly string[]>>;
  /** Paths that the content shows: `content.stock.left`. */
  readonly fetched?: readonly string[];
}

export function checkFetchUses(
  { fetch = [] }: Pick<TemplateDocument, 'fetch'>,
  { fallbacks = {}, fetched = [] }: FetchUses,
): Finding[] {
  return [
    ...findUnknown(
      fetch.map(({ name }) => name),
      fetched,
    ),
    ...fetch.flatMap((each, index) => [...findUnused(each, index, fetched), ...findEmpty(each, fallbacks)]),
  ];
}

/** Content of no fetch. */
function findUnknown(known: readonly string[], fetched: readonly string[]): Finding[] {
  const names = fetched.flatMap((path) => path.split('.')[1] ?? []);
  return [...new Set(names)]
    .filter((name) => !known.includes(name))
    .map((name): Finding => {
      const remedy = `No fetch is named "${name}": add it to "fetch".${formatSuggestion(name, known)}`;
      return { segments: ['content'], received: `content.${name}`, remedy, code: 'wrong_value' };
    });
}

/** `content` alone may be any of them. */
function findUnused({ name }: TemplateFetch, index: number, fetched: readonly string[]): Finding[] {
  const root = `content.${name}`;
  if (fetched.some((path) => path === 'content' || path === root || path.startsWith(`${root}.`))) return [];
  const remedy = `Nothing in the template shows "${root}": remove this fetch, which delays each message.`;
  return [
    { segments: ['fetch', index, 'name'], received: name, remedy, code: 'wrong_value', severity: 'warning' },
  ];
}

/** Outputs without a default whose value the fallback lacks too. */
function findEmpty({ name, fallback }: TemplateFetch, fallbacks: FetchUses['fallbacks'] = {}): Finding[] {
  const root = `content.${name}.`;
  return Object.entries(fallbacks).flatMap(([path, texts]): Finding[] => {
    if (!path.startsWith(root) || !texts.includes('') || !isPlain(path)) return [];
    if (hasValue(fallback, path.slice(root.length).split('.'))) return [];
    const remedy = `An answer without this value shows nothing: write {{ ${path} | default: "..." }}, or put the value into the fallback.`;
    return [{ segments: ['content'], received: path, remedy, code: 'unknown_variable', severity: 'warning' }];
  });
}

/** Names and dots: no index. */
function isPlain(path: string): boolean {
  return /^[\w.-]+$/.test(path);
}

function hasValue(value: Json | undefined, names: readonly string[]): boolean {
  const [name, ...rest] = names;
  if (name === undefined) return value !== undefined && value !== null;
  return isObject(value) && Object.hasOwn(value, name) && hasValue(value[name], rest);
}
