/** What a reader sees of a value: text, numbers and booleans. A map, and a number that is none, show nothing. */
import { Drop, type Liquid } from 'liquidjs';

/** `undefined`, `NaN` and `[object Object]` mean nothing to a reader. */
export function showValue(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : '';
  if (Array.isArray(value)) return value.map(showValue);
  return typeof value === 'object' && !(value instanceof Drop) ? '' : value;
}

/** Own keys that take the text of a map away: to compare it, or to calculate with it, would be an error. */
const textKeys = ['toString', 'valueOf'];

/** The same values, where a map with such a key is missing: the filter `default` then has an effect. */
export function hideTextless<Value>(value: Value): Value {
  return hide(value) as Value;
}

function hide(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const shown = value.map(hide);
    return shown.some((each, index) => each !== value[index]) ? shown : value;
  }
  if (textKeys.some((key) => Object.hasOwn(value, key))) return null;
  const entries = Object.entries(value);
  const shown = entries.map(([name, each]) => [name, hide(each)] as const);
  return shown.some(([, each], index) => each !== entries[index]?.[1]) ? Object.fromEntries(shown) : value;
}

/** Text of a value. */
export function showText(value: unknown): string {
  const shown = showValue(value) ?? '';
  return Array.isArray(shown) ? shown.map(showText).join('') : String(shown);
}

/** Filters that make text of their input and their arguments. */
const textFilters = [
  ...[
    'append',
    'prepend',
    'remove',
    'remove_first',
    'remove_last',
    'replace',
    'replace_first',
    'replace_last',
  ],
  ...['upcase', 'downcase', 'capitalize', 'strip', 'lstrip', 'rstrip', 'strip_newlines', 'strip_html'],
  ...['normalize_whitespace', 'number_of_words', 'split', 'truncate', 'truncatewords', 'pluralize', 'money'],
  ...[
    'escape',
    'xml_escape',
    'escape_once',
    'newline_to_br',
    'short_link',
    'join',
    'array_to_sentence_string',
  ],
  ...['url_encode', 'url_decode', 'cgi_escape', 'uri_escape', 'slugify', 'base64_encode', 'base64_decode'],
  ...['date', 'date_to_string', 'date_to_long_string', 'date_to_xmlschema', 'date_to_rfc822'],
];

/** To be called when all filters are registered. */
export function showReadableValues(engine: Liquid): void {
  const change = (name: string, changeInput: (value: unknown) => unknown) => {
    const filter = engine.filters[name];
    if (filter === undefined) throw new TypeError(`liquidjs has no filter ${name}`);
    const handler = typeof filter === 'function' ? filter : filter.handler;
    engine.registerFilter(name, {
      raw: typeof filter !== 'function' && filter.raw,
      handler(value, ...args) {
        return handler.apply(this, [changeInput(value), ...args.map(showValue)]);
      },
    });
  };
  for (const name of textFilters) change(name, showValue);
  // A list of maps stays one: a loop may read it.
  change('slice', (value) => (Array.isArray(value) ? value : showValue(value)));
  change('raw', showValue);
  // A number that is none is missing.
  change('default', (value) => (typeof value === 'number' ? showValue(value) : value));
}
