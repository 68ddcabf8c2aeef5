/** Replaces links of a rendered body by short ones. Runs after the UTM parameters are added, so that the target has them. */
import { CaptureTag, type Context, Drop, type FilterImplOptions, type Liquid } from 'liquidjs';
import type { RenderedFields, ShortCodes } from '../../app/ports/rendering.ts';
import { isHostOf, type LinkHosts } from '../../engine/channels/link-hosts.ts';
import { type FilterContext, shortLinkMark } from './render-globals.ts';
import { showValue } from './shown-values.ts';
import { textUrl, withoutPunctuation } from './tag-links.ts';

/** `{{ 'https://shop.example/cart' | short_link }}`: marked here, and replaced when the body is complete. */
export function registerShortLink(engine: Liquid): void {
  engine.registerFilter('short_link', markLink as FilterImplOptions);
  engine.registerTag('capture', CaptureMarked);
}

/** Text with marked links. Only an output shows the marks: a filter gets the text, so that it cannot cut one. */
class MarkedText extends Drop {
  readonly #marked: string;
  readonly #text: string;

  constructor(marked: string, text: string) {
    super();
    this.#marked = marked;
    this.#text = text;
  }

  get marked(): string {
    return this.#marked;
  }

  get size(): number {
    return this.#text.length;
  }

  override valueOf(): string {
    return this.#text;
  }

  override toString(): string {
    return this.#text;
  }

  toJSON(): string {
    return this.#text;
  }
}

/** Every filter of the engine gets the text in place of marked text. To be called when all are registered. */
export function hideMarks(engine: Liquid): void {
  for (const [name, filter] of Object.entries(engine.filters)) {
    const handler = typeof filter === 'function' ? filter : filter.handler;
    engine.registerFilter(name, {
      raw: typeof filter !== 'function' && filter.raw,
      handler(value, ...args) {
        return handler.apply(this, [readText(value), ...args.map(readText)]);
      },
    });
  }
}

/** A named argument is a pair. */
function readText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readText);
  return value instanceof MarkedText ? value.valueOf() : value;
}

/** The last step of every output of text. */
export function showMarks(value: unknown): unknown {
  return value instanceof MarkedText ? value.marked : showValue(value);
}

/** Marked with its end, and as a URL: what follows, and a space in it, are known from the link. */
function markLink(this: FilterContext, value: unknown): unknown {
  const text = value == null ? '' : String(value);
  const mark: unknown = Reflect.get(this.context.globals, shortLinkMark);
  const url = /^\s*https?:\/\//i.test(text) ? URL.parse(text) : null;
  return typeof mark === 'string' && url !== null
    ? new MarkedText(`<${mark}<${url.href}>${mark}>`, text)
    : text;
}

class CaptureMarked extends CaptureTag {
  override *render(context: Context): Generator<unknown, void, string> {
    yield* super.render(context);
    const mark: unknown = Reflect.get(context.globals, shortLinkMark);
    const scope = context.bottom();
    const captured = scope[this.variable];
    if (typeof mark !== 'string' || typeof captured !== 'string' || !captured.includes(`<${mark}<`)) return;
    scope[this.variable] = new MarkedText(captured, captured.replace(makePattern(mark), '$1'));
  }
}

function makePattern(mark: string): RegExp {
  return new RegExp(`<${mark}<([^<>\\s"]+)>${mark}>`, 'g');
}

/** No value of a person contains a code of its own message. A URL contains neither `<` nor `>`. */
export function makeMark({ codes: [first = ''] }: ShortCodes): string {
  return first;
}

/** Characters of a link that every client follows: it is one header of an answer. */
const longestTarget = 2048;

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
    if (url.length > longestTarget) return url;
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
  const parts = body.split(makePattern(mark));
  const text = parts
    .map((part, index) => (index % 2 === 1 ? shorten(part) : part.replace(textUrl, shortenChosen)))
    .join('');
  const links = [...byUrl].map(([url, code]) => [`link.${code}`, url] as const);
  return { ...fields, body: text, ...Object.fromEntries(links) };
}
