/** Renders one message's content. Runs inside the sandbox's worker: uses only Liquid and strings. */
import type { Template } from 'liquidjs';
import type { RenderedFields, RenderRequest } from '../../app/ports/rendering.ts';
import { replaceSpaces, transliterateSms } from '../../engine/channels/transliterate-sms.ts';
import { lookUpLocale } from '../../engine/messages/look-up-locale.ts';
import { linkVariableNames, linkVariables } from '../../engine/model/link-variables.ts';
import { cleanLine, cleanText, cleanUrl } from './clean-text.ts';
import { createLiquidEngine, type LiquidLimits } from './liquid-engine.ts';
import { placeFooter } from './place-footer.ts';
import {
  contentLanguage,
  decisionTime,
  defaultLanguage,
  readerLanguage,
  readerZone,
  shortLinkMark,
} from './render-globals.ts';
import { checkConfirmation } from './require-confirmation.ts';
import { makeMark, shortenLinks } from './shorten-links.ts';
import { hideTextless } from './shown-values.ts';
import { tagLinks } from './tag-links.ts';
import { convertHtmlToText } from './text-part.ts';
import { checkFreeText, cleanMetaField } from './whatsapp-content.ts';

/** The rendered content is larger than any channel accepts. */
export class RenderTooLargeError extends Error {
  readonly code = 'render_too_large';
  constructor(characters: number) {
    super(
      `The rendered content has ${characters} characters; the maximum is ${largest}. Shorten the template's loops.`,
    );
    this.name = 'RenderTooLargeError';
  }
}

const largest = 2_000_000;
const rememberedFields = 200;

export type ContentRenderer = (request: RenderRequest) => RenderedFields;

/** Parsed templates and engines are cached between messages. */
export function createContentRenderer(limits: LiquidLimits): ContentRenderer {
  const engines = {
    html: createLiquidEngine({ forHtml: true, limits }),
    text: createLiquidEngine({ forHtml: false, limits }),
  };
  const parsed = new Map<string, Template[]>();
  return ({
    template,
    locale = '',
    language = locale || defaultLanguage,
    timeZone,
    variables,
    now,
    linkTags,
    shortLinks,
  }) => {
    const chosen = lookUpLocale(locale, Object.keys(template.contents)) ?? '';
    const globals = {
      [decisionTime]: now,
      [readerLanguage]: language,
      [contentLanguage]: chosen || language,
      [readerZone]: timeZone,
      [shortLinkMark]: template.channel === 'sms' ? shortLinks && makeMark(shortLinks) : undefined,
    };
    const rendered: Record<string, string> = {};
    const contents = template.contents[chosen] ?? {};
    const values = hideTextless(variables);
    for (const [field, source] of Object.entries(contents)) {
      const engine = field === 'html' || field === 'footer' ? engines.html : engines.text;
      const key = JSON.stringify([template.id, template.revision, chosen, field]);
      const templates = recall(parsed, key, () => engine.parse(source));
      const text = String(engine.renderSync(templates, values, { globals }));
      rendered[field] = field.startsWith('meta.')
        ? cleanMetaField(field, text, Object.keys(contents))
        : (cleaners.get(field)?.(text) ?? cleanText(text));
    }
    const links = linkVariableNames
      .flatMap((name) => variables[name] ?? [])
      .filter((link) => typeof link === 'string');
    const tagged = linkTags === undefined ? rendered : tagLinks(rendered, linkTags, links);
    const shown = placeFooter(tagged, variables[linkVariables.unsubscribe]);
    const { html, text } = shown;
    if (html !== undefined && text === undefined) shown['text'] = convertHtmlToText(html);
    // The text of HTML contains the characters that its character references name.
    if (shown['text'] !== undefined) shown['text'] = cleanText(shown['text']);
    if (template.channel === 'sms' && shown['body'] !== undefined)
      shown['body'] = replaceSpaces(shown['body']);
    if (template.transliterate === true && shown['body'] !== undefined)
      shown['body'] = transliterateSms(shown['body']);
    const link = variables[linkVariables.confirm];
    const sources = Object.values(contents);
    if (typeof link === 'string' && sources.some((each) => each.includes(linkVariables.confirm))) {
      checkConfirmation(shown, link);
    }
    if (template.channel === 'whatsapp' && shown['body'] !== undefined) checkFreeText(shown['body']);
    checkSize(shown);
    if (shortLinks === undefined || template.channel !== 'sms') return shown;
    return shortenLinks(shown, shortLinks, template.shortLinks, links);
  };
}

/** Fields of one line; every other field is text of several lines. The first three become headers of an email. */
const cleaners: ReadonlyMap<string, (text: string) => string> = new Map([
  ['subject', toHeaderText],
  ['from', toHeaderText],
  ['replyTo', toHeaderText],
  ['title', cleanLine],
  ['url', cleanUrl],
  ['image', cleanUrl],
  ['sound', cleanLine],
  ['collapseKey', cleanLine],
  ['category', cleanLine],
]);

/** An encoded word (RFC 2047) of a person's data would be decoded by mail programs, and show what no one wrote. */
function toHeaderText(text: string): string {
  return cleanLine(text).replace(/=\?(?=[^?\s]*\?[bq]\?)/gi, '= ?');
}

function checkSize(rendered: RenderedFields): void {
  const characters = Object.values(rendered).reduce((sum, text) => sum + text.length, 0);
  if (characters > largest) throw new RenderTooLargeError(characters);
}

/** Evicts the oldest entry: templates are used in bursts. */
function recall<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  const found = known.get(key);
  if (found !== undefined) return found;
  const value = make();
  known.set(key, value);
  const oldest = known.keys().next();
  if (known.size > rememberedFields && oldest.done !== true) known.delete(oldest.value);
  return value;
}
