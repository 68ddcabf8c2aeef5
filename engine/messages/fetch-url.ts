/** The URL of connected content: its fixed part, and the Liquid sources of its query. */
import { liquidOutputs } from './liquid-tags.ts';

export interface FetchUrl {
  /** Without the query. */
  readonly base: URL;
  readonly query: readonly QueryPart[];
}

export interface QueryPart {
  /** As written, with the `=`; the whole part where it has no Liquid. */
  readonly fixed: string;
  /** Liquid; empty where the part has none. */
  readonly source: string;
}

/** Undefined: it is no URL of http or https without credentials, or has Liquid elsewhere than in the values of its query. */
export function splitFetchUrl(url: string): FetchUrl | undefined {
  if (/\{%|\0/.test(url)) return undefined;
  const outputs: string[] = [];
  const marked = url.replace(liquidOutputs, (found) => `\0${outputs.push(found) - 1}\0`);
  if (marked.includes('#')) return undefined;
  const [fixed = '', query] = splitOnce(marked, '?');
  const base = fixed.includes('\0') ? null : URL.parse(fixed);
  if (base === null || !/^https?:$/.test(base.protocol) || hasCredentials(base)) return undefined;
  const parts = query === undefined || query === '' ? [] : query.split('&');
  const restore = (text: string) =>
    text.replace(/\0(\d+)\0/g, (_whole, index) => outputs[Number(index)] ?? '');
  const read = parts.map((part): QueryPart => {
    const [name, value] = splitOnce(part, '=');
    if (value === undefined || !value.includes('\0')) return { fixed: part, source: '' };
    return { fixed: `${name}=`, source: restore(value) };
  });
  return read.some((part) => /[\0{}]/.test(part.fixed)) ? undefined : { base, query: read };
}

/** A user or a password before the host. */
export function hasCredentials({ username, password }: Pick<URL, 'username' | 'password'>): boolean {
  return username !== '' || password !== '';
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
