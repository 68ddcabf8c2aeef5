/** Adds a link to unsubscribe to promotional email whose author shows none. */
import { lookUpLocale } from '../../engine/messages/look-up-locale.ts';
import type { UnsubscribePolicy } from '../../engine/model/documents/policy-document.ts';
import { linkVariables } from '../../engine/model/link-variables.ts';
import { TemplateInvalidError } from './template-invalid-error.ts';
import { convertHtmlToText } from './text-part.ts';

export interface EmailBody {
  readonly html: string;
  /** Written by the author; generated from the HTML when absent. */
  readonly text?: string | undefined;
}

/** `locale` is empty for the default content. `path` is that of the HTML. Throws TemplateInvalidError. */
export function addFooter(
  { html, text }: EmailBody,
  footer: UnsubscribePolicy['footer'],
  locale: string,
  path: string,
): EmailBody {
  // A reader does not see what is in a comment.
  const isShown = showsLink(html.replace(/<!--[\s\S]*?-->/g, ''));
  const isInText = text === undefined || showsLink(text);
  if (isShown && isInText) return { html, text };
  if (footer === false) {
    const part = isShown ? 'text part' : 'email';
    throw new TemplateInvalidError({
      path,
      received: '',
      remedy: `This promotional ${part} has no link to unsubscribe: show {{ unsubscribe_url }} in it, or give the policy a footer.`,
    });
  }
  const chosen = chooseFooter(footer, locale);
  return {
    html: isShown ? html : insertAtEnd(html, `<div style="${style}">${chosen}</div>`),
    text: isInText ? text : `${text}\n\n${toText(chosen)}`,
  };
}

const style =
  'padding:24px 16px;text-align:center;font-family:Helvetica,Arial,sans-serif;font-size:13px;line-height:1.5;color:#595959';

const makeLinks = (unsubscribe: string, preferences: string) =>
  `<a href="{{ ${linkVariables.unsubscribe} }}" style="color:inherit">${unsubscribe}</a> · ` +
  `<a href="{{ ${linkVariables.preferences} }}" style="color:inherit">${preferences}</a>`;

const builtIn: Readonly<Record<string, string>> = {
  en: makeLinks('Unsubscribe', 'Preferences'),
  it: makeLinks('Annulla l’iscrizione', 'Preferenze'),
};

/** Default content has no language: it gets the policy's first footer, else the English one. */
function chooseFooter(own: Readonly<Record<string, string>> = {}, locale: string): string {
  const all = { ...builtIn, ...own };
  const [first = 'en'] = Object.keys(own);
  return all[lookUpLocale(locale, Object.keys(all)) ?? first] ?? '';
}

function showsLink(source: string): boolean {
  return new RegExp(`\\{\\{-?\\s*${linkVariables.unsubscribe}\\b`).test(source);
}

function insertAtEnd(html: string, footer: string): string {
  const end = html.search(/<\/body\s*>(?![\s\S]*<\/body\s*>)/i);
  return end < 0 ? html + footer : html.slice(0, end) + footer + html.slice(end);
}

/** The conversion keeps only addresses that a reader can open, so Liquid is an address meanwhile. */
function toText(footer: string): string {
  const outputs: string[] = [];
  const held = footer.replace(
    /\{\{[\s\S]*?\}\}/g,
    (output) => `https://liquid.invalid/${outputs.push(output)}/`,
  );
  const text = convertHtmlToText(held);
  return text.replace(/https:\/\/liquid\.invalid\/(\d+)\//g, (_, place) => outputs[Number(place) - 1] ?? '');
}
