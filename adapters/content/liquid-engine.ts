/** Liquid as templates get it: no files, no machine clock, and limits that are the first of two walls. */
import { filters, Liquid } from 'liquidjs';

export interface LiquidSettings {
  /** HTML: every value is escaped unless the author writes `| raw`. Subjects, SMS and push are plain text. */
  readonly forHtml: boolean;
  /** Month and weekday names, money. A BCP 47 tag; an unknown one counts as `en-US`. */
  readonly locale: string;
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

/** Key of the render globals that holds the moment `now` means in a template (epoch ms). */
export const decisionTime = Symbol('decisionTime');

/** Templates stand alone: what was decided is one revision, not several files. */
const forbiddenTags = ['include', 'render', 'layout', 'block'];

export function createLiquidEngine({ forHtml, locale, limits }: LiquidSettings): Liquid {
  const known = chooseLocale(locale);
  const engine = new Liquid({
    locale: known,
    ...(forHtml ? { outputEscape: 'escape' as const } : {}),
    // Without a zone a moment is shown in UTC, wherever and whenever it runs.
    timezoneOffset: 0,
    strictFilters: true,
    ownPropertyOnly: true,
    templates: {},
    parseLimit: 2_000_000,
    renderLimit: limits.time,
    memoryLimit: limits.memory,
  });
  for (const tag of forbiddenTags) delete engine.tags[tag];
  engine.registerFilter('money', (value: unknown, currency: unknown) => formatMoney(value, currency, known));
  engine.registerFilter('date', function (value: unknown, ...rest: unknown[]) {
    const now = Reflect.get(this.context.globals, decisionTime);
    return Reflect.apply(formatDate, this, [toMoment(value, now), ...rest]);
  });
  return engine;
}

const formatDate = typeof filters['date'] === 'function' ? filters['date'] : String;

function chooseLocale(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? 'en-US';
  } catch {
    return 'en-US';
  }
}

/** `{{ 12.5 | money: "EUR" }}` → `€12.50`; what is no amount or no currency is shown as it is. */
function formatMoney(value: unknown, currency: unknown, locale: string): string {
  const amount = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof amount !== 'number' || !Number.isFinite(amount)) return value == null ? '' : String(value);
  if (typeof currency !== 'string' || !/^[A-Za-z]{3}$/.test(currency)) return String(amount);
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amount);
}

/** `now` is the decision's moment. Liquid takes numbers as seconds; ours are milliseconds. */
function toMoment(value: unknown, now: unknown): unknown {
  if ((value === 'now' || value === 'today') && typeof now === 'number') return new Date(now);
  return typeof value === 'number' && Math.abs(value) > 1e11 ? new Date(value) : value;
}
