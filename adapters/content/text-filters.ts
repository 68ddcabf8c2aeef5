/** The filters `pluralize` and `truncate`: by the plural rules of a language, and by the characters that a reader sees. */
import type { FilterImplOptions, Liquid } from 'liquidjs';
import { type FilterContext, findContentLanguage } from './render-globals.ts';
import { showText } from './shown-values.ts';

/** In text. HTML marks what is HTML already, and registers `truncate` with that. */
export function registerTextLengthFilters(engine: Liquid): void {
  engine.registerFilter('pluralize', pluralize as FilterImplOptions);
  engine.registerFilter('truncate', truncate as FilterImplOptions);
}

/**
 * `{{ 2 | pluralize: "item", "items" }}` → `items`. The two texts are the CLDR forms `one` and `other`; further forms are
 * named: `zero:`, `two:`, `few:`, `many:`. A form that is not given is `other`. `zero:` is also for 0 in a language
 * without this form. What is no number has the form `other`.
 */
function pluralize(this: FilterContext, value: unknown, ...given: unknown[]): string {
  const forms = readForms(given);
  const count = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  const other = forms.get('other') ?? forms.get('one') ?? '';
  if (typeof count !== 'number' || !Number.isFinite(count)) return other;
  if (count === 0 && forms.has('zero')) return forms.get('zero') ?? other;
  return forms.get(findRules(findContentLanguage(this)).select(count)) ?? other;
}

/** Liquid gives a named argument as a pair. */
function readForms(given: readonly unknown[]): ReadonlyMap<string, string> {
  const forms = new Map<string, string>();
  const positions = ['one', 'other'];
  for (const part of given) {
    const [name, text] = Array.isArray(part) ? part : [positions.shift(), part];
    if (typeof name === 'string') forms.set(name, showText(text));
  }
  return forms;
}

const rules = new Map<string, Intl.PluralRules>();

function findRules(language: string): Intl.PluralRules {
  const known = rules.get(language);
  if (known !== undefined) return known;
  const made = new Intl.PluralRules(language);
  if (rules.size < 100) rules.set(language, made);
  return made;
}

const segmenter = new Intl.Segmenter();
const defaultLength = 50;

/** At most `length` visible characters, the ellipsis included: an emoji or an accented letter is one, and stays whole. */
export function truncate(value: unknown, length?: unknown, ellipsis?: unknown): string {
  const text = showText(value);
  const most = length == null || length === '' ? defaultLength : Number(length);
  // No text has more visible characters than units.
  if (!Number.isFinite(most) || text.length <= most) return text;
  const end = ellipsis == null ? '...' : showText(ellipsis);
  const kept = Math.max(0, most - countCharacters(end));
  let cut = 0;
  let count = 0;
  for (const { index } of segmenter.segment(text)) {
    if (count === kept) cut = index;
    count += 1;
    if (count > most) return text.slice(0, cut) + end;
  }
  return text;
}

function countCharacters(text: string): number {
  let count = 0;
  for (const _character of segmenter.segment(text)) count += 1;
  return count;
}
