/** The Liquid engine of templates: no files, no machine clock, and limits as the first layer before the sandbox. */

import { type FilterImplOptions, Liquid } from 'liquidjs';
import { registerDateFilters } from './format-date.ts';
import { defaultLanguage, type FilterContext, findReaderLanguage } from './render-globals.ts';
import { outputEscape, registerHtmlFilters, registerTextFilters } from './safe-html.ts';
import { hideMarks, registerShortLink, showMarks } from './shorten-links.ts';
import { showReadableValues, showText } from './shown-values.ts';
import { registerTextLengthFilters } from './text-filters.ts';

export interface LiquidSettings {
  /** HTML: every value is escaped unless the author writes `| raw`. Subjects, SMS and push are plain text. */
  readonly forHtml: boolean;
  readonly limits: LiquidLimits;
}

export interface LiquidLimits {
  /** Milliseconds per field. */
  readonly time: number;
  /** liquidjs's own units: elements and characters created. */
  readonly memory: number;
}

/** Far above any real email, far below any harm. The worker's time limit and heap limit are the second layer. */
export const defaultLimits: LiquidLimits = { time: 1_000, memory: 5_000_000 };

/** Maximum characters of one Liquid source: MJML after it became HTML. */
export const maxSourceLength = 2_000_000;

/** Templates have no includes: a decision refers to one revision, not to several files. */
const forbiddenTags = ['include', 'render', 'layout', 'block'];

export function createLiquidEngine({ forHtml, limits }: LiquidSettings): Liquid {
  const engine = new Liquid({
    // Reading the platform's zone takes 12 ms, and each message has its own zone.
    locale: defaultLanguage,
    // Typed as returning text; input and output are any value.
    outputEscape: (forHtml ? outputEscape : showMarks) as (value: unknown) => string,
    // By default a moment is shown in UTC, on every machine.
    timezoneOffset: 0,
    strictFilters: true,
    ownPropertyOnly: true,
    templates: {},
    parseLimit: maxSourceLength,
    renderLimit: limits.time,
    memoryLimit: limits.memory,
  });
  for (const tag of forbiddenTags) delete engine.tags[tag];
  registerTextLengthFilters(engine);
  registerShortLink(engine);
  if (forHtml) registerHtmlFilters(engine);
  else registerTextFilters(engine);
  engine.registerFilter('money', formatMoney as FilterImplOptions);
  registerDateFilters(engine);
  showReadableValues(engine);
  if (!forHtml) hideMarks(engine);
  return engine;
}

/** `{{ 12.5 | money: "EUR" }}` → `€12.50`; a value that is no amount or currency is shown unchanged. */
function formatMoney(this: FilterContext, value: unknown, currency: unknown): string {
  const amount = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof amount !== 'number' || !Number.isFinite(amount)) return showText(value);
  if (typeof currency !== 'string' || !/^[A-Za-z]{3}$/.test(currency)) return String(amount);
  const language = findReaderLanguage(this);
  // Without a sign where the amount is zero when it is rounded.
  return new Intl.NumberFormat(language, { style: 'currency', currency, signDisplay: 'negative' }).format(
    amount,
  );
}
