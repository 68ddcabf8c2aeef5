/** Marks text that is already HTML: escaped once, and not again where it is shown. */
import { CaptureTag, type Context, Drop, type FilterImplOptions, filters, type Liquid } from 'liquidjs';
import { showValue } from './shown-values.ts';
import { truncate } from './text-filters.ts';

/** The result of `capture` and of filters that create markup in HTML. Conditions and other filters see its HTML. */
export class SafeHtml extends Drop {
  readonly #html: string;
  /** The output of `raw`: the original value, with the markup that was added. */
  readonly #raw: string;

  constructor(html: string, raw = html) {
    super();
    this.#html = html;
    this.#raw = raw;
  }

  get size(): number {
    return this.#html.length;
  }

  get raw(): string {
    return this.#raw;
  }

  override valueOf(): string {
    return this.#html;
  }

  override toString(): string {
    return this.#html;
  }
}

type Filter = (this: unknown, value: unknown, ...rest: unknown[]) => unknown;

const escapeText = readFilter('escape');

/** Escapes a value for HTML, once. The last step of every HTML output. */
export const outputEscape: Filter = function (value) {
  return value instanceof SafeHtml ? value.valueOf() : escapeText.call(this, showValue(value));
};

/** Filters whose result on HTML is HTML. Texts that they add are escaped first. */
const keepsHtml = [
  'append',
  'prepend',
  'replace',
  'replace_first',
  'replace_last',
  'remove',
  'remove_first',
  'remove_last',
  'strip',
  'lstrip',
  'rstrip',
  'strip_newlines',
  'normalize_whitespace',
  'strip_html',
  'upcase',
  'downcase',
  'capitalize',
  'truncate',
  'truncatewords',
];

/** Values are escaped on output: escape filters do nothing, and nothing is escaped twice. */
export function registerHtmlFilters(engine: Liquid): void {
  const identify: Filter = (value) => value;
  engine.registerFilter('escape', identify as FilterImplOptions);
  engine.registerFilter('xml_escape', identify as FilterImplOptions);
  engine.registerFilter('escape_once', unescapeText as FilterImplOptions);
  engine.registerFilter('newline_to_br', breakLines as FilterImplOptions);
  engine.registerFilter('raw', { raw: true, handler: (value: unknown) => readRaw(value) });
  for (const name of keepsHtml) {
    const filter: Filter = name === 'truncate' ? shorten : readFilter(name);
    engine.registerFilter(name, function (this: unknown, value: unknown, ...rest: unknown[]) {
      if (![value, ...rest].some((part) => part instanceof SafeHtml))
        return filter.call(this, value, ...rest);
      const parts = rest.map((part) => (typeof part === 'number' ? part : outputEscape.call(this, part)));
      return new SafeHtml(String(filter.call(this, outputEscape.call(this, value), ...parts)));
    } as FilterImplOptions);
  }
  registerCapture(engine);
}

/** Subjects, SMS, push and text parts show text unchanged. */
export function registerTextFilters(engine: Liquid): void {
  for (const name of ['escape', 'xml_escape', 'newline_to_br']) {
    engine.registerFilter(name, ((value: unknown) => value) as FilterImplOptions);
  }
  engine.registerFilter('escape_once', unescapeText as FilterImplOptions);
}

/** Unescapes escaped text; the output then escapes it once. */
const unescapeText: Filter = (value) => {
  if (value instanceof SafeHtml || value == null) return value;
  return String(value).replace(
    /&(amp|lt|gt|quot|#34|#39);/g,
    (_whole, name: string) => characters[name] ?? '',
  );
};

const characters: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#34': '"',
  '#39': "'",
};

const shorten: Filter = (value, ...rest) => truncate(value, ...rest);

const breakLines: Filter = function (value) {
  const breakAll = (text: string) => text.replace(/\r?\n/g, '<br />');
  const html = breakAll(String(outputEscape.call(this, value)));
  return new SafeHtml(html, breakAll(value == null ? '' : String(readRaw(value))));
};

function readRaw(value: unknown): unknown {
  return value instanceof SafeHtml ? value.raw : value;
}

/** Captured HTML was escaped where it was shown. */
function registerCapture(engine: Liquid): void {
  engine.registerTag(
    'capture',
    class extends CaptureTag {
      override *render(context: Context): Generator<unknown, void, string> {
        yield* super.render(context);
        const scope = context.bottom();
        if (Object.hasOwn(scope, this.variable))
          scope[this.variable] = new SafeHtml(String(scope[this.variable]));
      }
    },
  );
}

function readFilter(name: string): Filter {
  const filter = filters[name as keyof typeof filters];
  if (typeof filter !== 'function') throw new TypeError(`liquidjs has no filter ${name}`);
  return filter as Filter;
}
