/** Replaces links of a rendered body by short ones. Runs after the UTM parameters are added, so that the target has them. */
import type { FilterImplOptions, Liquid } from 'liquidjs';
import type { RenderedFields, ShortCodes } from '../../app/ports/rendering.ts';
import { isHostOf, type LinkHosts } from '../../engine/channels/link-hosts.ts';
import { type FilterContext, shortLinkMark } from './render-globals.ts';
import { textUrl, withoutPunctuation } from './tag-links.ts';

/** `{{ 'https://shop.example/cart' | short_link }}`: marked here, and replaced when the body is complete. */
export function registerShortLink(engine: Liquid): void {
  engine.registerFilter('short_link', markLink as FilterImplOptions);
}

/** Marked with its end, and as a URL: what follows, and a space in it, are known from the link. */
function markLink(this: FilterContext, value: unknown): string {
  const text = value == null ? '' : String(value);
  const mark: unknown = Reflect.get(this.context.globals, shortLinkMark);
  const url = /^\s*https?:\/\//i.test(text) ? URL.parse(text) : null;
  return typeof mark === 'string' && url !== null ? `<${mark}<${url.href}>${mark}>` : text;
}

/** No value of a person contains a code of its own message. A URL contains neither `<` nor `>`. */
export function makeMark({ codes: [first = ''] }: ShortCodes): string {
  return first;
}

/** `hosts`: the links that are shortened without the filter. `untouched`: links of the stage, only by the filter. */
export function shortenLinks(
  fields: RenderedFields,
  { base, codes }: ShortCodes,
  hosts: LinkHosts = [],
  untouched: readonly string[] = [],
): Record<string, string> {
  const { body } = fields;
  if (body === undefined) return { ...fields };
  const mark = makeMark({ base, codes });
  const byUrl = new Map<string, string>();
  const isChosen = (url: string) => {
    if (untouched.some((link) => url.startsWith(link))) return false;
    const { hostname } = URL.parse(url) ?? { hostname: '' };
    return hostname !== '' && isHostOf(hostname, hosts);
  };
  const shorten = (url: string) => {
    const code = byUrl.get(url) ?? codes[byUrl.size];
    if (code === undefined) return url;
    byUrl.set(url, code);
    return `${base}/${code}`;
  };
  const shortenChosen = (found: string) => {
    const url = withoutPunctuation(found);
    return (URL.canParse(url) && isChosen(url) ? shorten(url) : url) + found.slice(url.length);
  };
  // Between two marked links: every second part.
  const parts = body.split(new RegExp(`<${mark}<([^<>\\s"]+)>${mark}>`));
  const text = parts
    .map((part, index) =>
      index % 2 === 1 ? shorten(part) : removeMarks(part, mark).replace(textUrl, shortenChosen),
    )
    .join('');
  const links = [...byUrl].map(([url, code]) => [`link.${code}`, url] as const);
  return { ...fields, body: text, ...Object.fromEntries(links) };
}

/** What a filter after `short_link` left of a mark, also encoded in a URL or in HTML. */
function removeMarks(text: string, mark: string): string {
  return text.replace(new RegExp(`(${bracket})?${mark}(${bracket})?`, 'gi'), '');
}

const bracket = '[<>]|%3[ce]|&[lg]t;';
