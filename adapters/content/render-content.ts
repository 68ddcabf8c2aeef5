/** Renders one message's content. Runs inside the wall's worker: nothing but Liquid and strings in here. */
import type { Liquid, Template } from 'liquidjs';
import type { JsonObject } from '../../engine/json.ts';
import type { CompiledTemplate } from '../ports.ts';
import { convertHtmlToText } from './html-to-text.ts';
import { createLiquidEngine, decisionTime, type LiquidLimits } from './liquid-engine.ts';

export interface RenderRequest {
  readonly template: CompiledTemplate;
  readonly locale?: string;
  readonly variables: JsonObject;
  /** What `now` means in the template: the decision's moment (epoch ms). */
  readonly now: number;
}

/** `subject`, `html`, `text`, `body`, `title`, `url`, `data.<key>`. */
export type RenderedFields = Readonly<Record<string, string>>;

/** The rendered content is more than any channel takes. */
export class RenderTooLargeError extends Error {
  readonly code = 'render_too_large';
  constructor(characters: number) {
    super(`The content came to ${characters} characters; at most ${largest}. Shorten the template's loops.`);
    this.name = 'RenderTooLargeError';
  }
}

const largest = 2_000_000;
const rememberedFields = 200;

export type ContentRenderer = (request: RenderRequest) => RenderedFields;

/** Parsed templates and engines are kept between messages. */
export function createContentRenderer(limits: LiquidLimits): ContentRenderer {
  const engines = new Map<string, Liquid>();
  const parsed = new Map<string, Template[]>();
  return ({ template, locale = '', variables, now }) => {
    const chosen = chooseContent(template, locale);
    const rendered: Record<string, string> = {};
    for (const [field, source] of Object.entries(template.contents[chosen] ?? {})) {
      // The template's default language is unknown: dates and money then follow the person's own locale.
      const engineKey = `${field === 'html'} ${locale}`;
      const engine = recall(engines, engineKey, () =>
        createLiquidEngine({ forHtml: field === 'html', locale: locale || 'en-US', limits }),
      );
      const key = JSON.stringify([template.id, template.revision, chosen, field, locale]);
      const templates = recall(parsed, key, () => engine.parse(source));
      const text = String(engine.renderSync(templates, variables, { globals: { [decisionTime]: now } }));
      rendered[field] = field === 'subject' ? toOneLine(text) : text;
    }
    const { html, text } = rendered;
    if (html !== undefined && text === undefined) rendered['text'] = convertHtmlToText(html);
    checkSize(rendered);
    return rendered;
  };
}

/** `pt-BR`, else `pt`, else the default. */
function chooseContent(template: CompiledTemplate, locale: string): string {
  const language = locale.split('-')[0] ?? '';
  return [locale, language].find((name) => Object.hasOwn(template.contents, name)) ?? '';
}

/** A line break in a subject would start a header of its own. */
function toOneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}

function checkSize(rendered: RenderedFields): void {
  const characters = Object.values(rendered).reduce((sum, text) => sum + text.length, 0);
  if (characters > largest) throw new RenderTooLargeError(characters);
}

/** The oldest entry makes room: templates come in waves. */
function recall<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  const found = known.get(key);
  if (found !== undefined) return found;
  const value = make();
  known.set(key, value);
  const oldest = known.keys().next();
  if (known.size > rememberedFields && oldest.done !== true) known.delete(oldest.value);
  return value;
}
