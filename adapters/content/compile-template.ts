/** TemplateDocument → compiled content, and the header that decisions need. Used when publishing. */

import { createHash } from 'node:crypto';
import type { CompiledPair } from '../../app/ports/template-compiler.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { normaliseHosts } from '../../engine/channels/link-hosts.ts';
import { makeTemplateHeader } from '../../engine/config/snapshot/make-template-header.ts';
import { splitFetchUrl } from '../../engine/messages/fetch-url.ts';
import { inheritContent } from '../../engine/messages/inherit-content.ts';
import type { UnsubscribePolicy } from '../../engine/model/documents/policy-document.ts';
import type { TemplateContent, TemplateDocument } from '../../engine/model/documents/template-document.ts';
import { linkVariableNames, linkVariables } from '../../engine/model/link-variables.ts';
import { checkHtml } from './check-html.ts';
import { checkShortLinks } from './check-short-links.ts';
import { chooseFooter, requireLink } from './choose-footer.ts';
import { createLiquidEngine, defaultLimits } from './liquid-engine.ts';
import { escapeAroundLiquid } from './liquid-marks.ts';
import { listFallbacks } from './list-fallbacks.ts';
import { listVariables, reducePaths } from './list-variables.ts';
import { parse, required } from './parse-source.ts';
import { listPushSources } from './push-sources.ts';
import { requireConfirmation } from './require-confirmation.ts';
import { TemplateInvalidError } from './template-invalid-error.ts';
import { listMetaSources } from './whatsapp-content.ts';

/**
 * Flat content of one locale: `from`, `replyTo`, `subject`, `html`, `text`, `footer`, `footerText`, `body`, the fields of
 * a push (push-sources.ts) and those of a Meta template (whatsapp-content.ts).
 */
type Fields = Record<string, string>;

/** Throws TemplateInvalidError with path, received, remedy, line and column. */
export async function compileTemplate(
  document: TemplateDocument,
  footer?: UnsubscribePolicy['footer'],
): Promise<CompiledPair> {
  const { id, channel } = document;
  checkShortLinks(document);
  const shortLinks = document.shortLinks && normaliseHosts(document.shortLinks);
  const contents: Record<string, Fields> = { '': await compileContent(document, footer, '') };
  const locales = Object.keys(document.locales ?? {}).sort();
  for (const locale of locales) contents[locale] = await compileContent(document, footer, locale);
  const sources = Object.values(contents).flatMap((fields) => Object.values(fields));
  const fetched = new Set(document.fetch?.map(({ name }) => `content.${name}`));
  const isOwn = (path: string) =>
    linkVariableNames.includes(path) || fetched.has(path.split('.').slice(0, 2).join('.'));
  const list = (each: string) => listVariables(engine, engine.parse(each));
  const shown = sources.flatMap(list);
  const variables = [...shown, ...listQueries(document).flatMap(list)];
  const revision = createHash('sha256')
    .update(
      JSON.stringify([channel, contents, ...listOptions({ ...document, ...omitAbsent({ shortLinks }) })]),
    )
    .digest('hex')
    // 80 bits distinguish revisions, and are part of every message.
    .slice(0, 20);
  const isFormatted = sources.some((source) => formattingFilter.test(source));
  const header = makeTemplateHeader(document, {
    revision,
    locales,
    // The sender makes links and fetches content: no decision collects them.
    variables: reducePaths(variables.filter((path) => !isOwn(path))),
    ...omitAbsent({ isFormatted: isFormatted || undefined }),
  });
  return {
    compiled: {
      id,
      revision,
      channel,
      contents,
      ...omitAbsent({
        transliterate: document.transliterate === true ? (true as const) : undefined,
        shortLinks,
        fetch: document.fetch,
      }),
    },
    header,
    fallbacks: listFallbacks(engine, sources),
    fetched: reducePaths(shown.filter((path) => path.split('.')[0] === 'content')),
  };
}

/** Liquid in the URLs of fetched content. */
function listQueries({ fetch = [] }: TemplateDocument): readonly string[] {
  return fetch.flatMap(({ url }, index) =>
    (splitFetchUrl(url)?.query ?? []).map(({ source }) => {
      parse(engine, source, `fetch.${index}.url`);
      return source;
    }),
  );
}

/** What else a revision depends on. */
function listOptions({
  transliterate,
  shortLinks,
  fetch,
}: Pick<TemplateDocument, 'transliterate' | 'shortLinks' | 'fetch'>): unknown[] {
  const others = Object.values(
    omitAbsent({ shortLinks: shortLinks && { shortLinks }, fetch: fetch && { fetch } }),
  );
  return [...(transliterate === true ? ['gsm'] : []), ...others];
}

/** Filters whose result depends on the person's language or zone. */
const formattingFilter = /\|\s*(?:date|money|pluralize)/;

const engine = createLiquidEngine({ forHtml: false, limits: defaultLimits });

async function compileContent(
  document: TemplateDocument,
  footer: UnsubscribePolicy['footer'],
  locale: string,
): Promise<Fields> {
  const own = locale === '' ? document.content : (document.locales?.[locale] ?? {});
  const { content, locales } = inheritContent(document, locale);
  const { from, replyTo, subject, preheader, mjml, html, text, body, metaTemplate } = content;
  const pathOf = (field: keyof TemplateContent) => {
    const written = locales.get(field) ?? '';
    return written === '' ? `content.${field}` : `locales.${written}.${field}`;
  };

  const fields: Fields = {};
  const addSource = (field: keyof TemplateContent, source: string | undefined) => {
    if (source === undefined) return;
    parse(engine, source, pathOf(field));
    fields[field] = source;
  };
  switch (document.channel) {
    case 'email':
      addSource('subject', required(subject, pathOf('subject')));
      if (mjml !== undefined) {
        // Also parsed before: only there do line and column refer to the author's text.
        parse(engine, mjml, pathOf('mjml'));
        // 3 MB of code that HTML templates do not need.
        const { compileMjml } = await import('./compile-mjml.ts');
        fields['html'] = await compileMjml(mjml, pathOf('mjml'));
        parse(engine, fields['html'], pathOf('mjml'));
        checkHtml(fields['html'], pathOf('mjml'), mjml);
      } else {
        const source = required(html, pathOf('html'));
        addSource('html', source);
        checkHtml(source, pathOf('html'), source);
      }
      addSource('text', text);
      requireConfirmation(fields['html'] ?? '', pathOf(mjml === undefined ? 'html' : 'mjml'), 'html');
      requireConfirmation(text ?? '', pathOf('text'), 'text');
      if (document.class === 'promotional') {
        const path = pathOf(mjml === undefined ? 'html' : 'mjml');
        Object.assign(fields, makeFooter(fields, footer, locale, path));
      }
      addSource('from', from);
      addSource('replyTo', replyTo);
      if (preheader !== undefined) {
        parse(engine, preheader, pathOf('preheader'));
        fields['html'] = addPreheader(fields['html'] ?? '', preheader);
      }
      return fields;
    case 'sms':
      checkViewLink(body, pathOf('body'));
      addSource('body', required(body, pathOf('body')));
      requireConfirmation(fields['body'] ?? '', pathOf('body'), 'text');
      return fields;
    case 'push':
      for (const field of ['title', 'body', 'url'] as const) checkViewLink(own[field], pathOf(field));
      for (const [field, path, source] of listPushSources(content, pathOf)) {
        parse(engine, source, path);
        fields[field] = source;
      }
      return fields;
    case 'whatsapp':
      checkViewLink(body, pathOf('body'));
      addSource('body', body);
      for (const [field, place, source] of metaTemplate === undefined ? [] : listMetaSources(metaTemplate)) {
        checkViewLink(source, `${pathOf('metaTemplate')}.${place}`);
        parse(engine, source, `${pathOf('metaTemplate')}.${place}`);
        fields[field] = source;
      }
      return fields;
  }
}

/** Only an email has more than its reader sees at once. */
function checkViewLink(source: string | undefined, path: string): void {
  if (source?.includes(linkVariables.view) !== true) return;
  const received = `{{ ${linkVariables.view} }}`;
  throw new TemplateInvalidError({
    path,
    received,
    remedy: 'Only an email can be viewed online: remove it.',
  });
}

/** A footer with an error is an error of the policy, and reported with every template that gets it. */
function makeFooter(
  { html = '', text }: Fields,
  policy: UnsubscribePolicy['footer'],
  locale: string,
  path: string,
): Fields {
  if (policy === false) requireLink({ html, text }, path);
  const { footer, footerText } = chooseFooter(policy, locale);
  parse(engine, footer, path);
  return { footer, footerText };
}

/** Hides the preheader in the body; mail programs show it beside the subject. */
const preheaderStyle = 'display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;mso-hide:all';

/** `preheader` is plain text with Liquid in it. */
function addPreheader(html: string, preheader: string): string {
  const hidden = `<div style="${preheaderStyle}">${escapeAroundLiquid(preheader)}</div>`;
  const body = /<body\b[^>]*>/i.exec(html);
  if (body === null) return hidden + html;
  const start = body.index + body[0].length;
  return html.slice(0, start) + hidden + html.slice(start);
}
