/** Liquid as templates get it: no files, no machine clock, and limits that are the first of two walls. */
import { type FilterImplOptions, Liquid } from 'liquidjs';
import { registerDateFilters } from './format-date.ts';
import { defaultLanguage, type FilterContext, findReaderLanguage } from './render-globals.ts';
import { outputEscape, registerHtmlFilters, registerTextFilters } from './safe-html.ts';

export interface LiquidSettings {
  /** HTML: every value is escaped unless the author writes `| raw`. Subjects, SMS and push are plain text. */
  readonly forHtml: boolean;
  readonly limits: LiquidLimits;
}

export interface LiquidLimits {
  /** Milliseconds per field. */
  readonly time: number;
  /** liquidjs's own units: elements and characters made. */
  readonly memory: number;
}

/** Far above any real email, far below what hurts. The worker's time limit and heap cap stand behind them. */
export const defaultLimits: LiquidLimits = { time: 1_000, memory: 5_000_000 };

/** Characters of one text that Liquid reads: MJML after it became HTML. */
export const maxSourceLength = 2_000_000;

/** Templates stand alone: what was decided is one revision, not several files. */
const forbiddenTags = ['include', 'render', 'layout', 'block'];

export function createLiquidEngine({ forHtml, limits }: LiquidSettings): Liquid {
  const engine = new Liquid({
    // Asking the platform for its own takes 12 ms, and each message has its own.
    locale: defaultLanguage,
    // Typed as giving text; what it is given and gives is any value.
    ...(forHtml ? { outputEscape: outputEscape as (value: unknown) => string } : {}),
    // Without a zone a moment is shown in UTC, wherever and whenever it runs.
    timezoneOffset: 0,
    strictFilters: true,
    ownPropertyOnly: true,
    templates: {},
    parseLimit: maxSourceLength,
    renderLimit: limits.time,
    memoryLimit: limits.memory,
  });
  for (const tag of forbiddenTags) delete engine.tags[tag];
  if (forHtml) registerHtmlFilters(engine);
  else registerTextFilters(engine);
  engine.registerFilter('money', formatMoney as FilterImplOptions);
  registerDateFilters(engine);
  return engine;
}

/** `{{ 12.5 | money: "EUR" }}` → `€12.50`; what is no amount or no currency is shown as it is. */
function formatMoney(this: FilterContext, value: unknown, currency: unknown): string {
  const amount = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof amount !== 'number' || !Number.isFinite(amount)) return value == null ? '' : String(value);
  if (typeof currency !== 'string' || !/^[A-Za-z]{3}$/.test(currency)) return String(amount);
  const language = findReaderLanguage(this);
  return new Intl.NumberFormat(language, { style: 'currency', currency }).format(amount);
}
