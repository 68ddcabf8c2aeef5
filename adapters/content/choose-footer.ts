/** The footer of promotional email: the renderer adds it to each message that shows no link to unsubscribe. */

import { liquidOutputs } from '../../engine/messages/liquid-tags.ts';
import { lookUpLocale } from '../../engine/messages/look-up-locale.ts';
import type { UnsubscribePolicy } from '../../engine/model/documents/policy-document.ts';
import { linkVariables } from '../../engine/model/link-variables.ts';
import { TemplateInvalidError } from './template-invalid-error.ts';
import { convertHtmlToText } from './text-part.ts';

/** Liquid, as HTML and as text. */
export interface Footer {
  readonly footer: string;
  readonly footerText: string;
}

/**
 * `locale` is empty for the default content. A policy without footers still has the built-in one, for messages whose
 * link a condition or a filter hides: what a reader sees is known only when the message is rendered.
 */
export function chooseFooter(policy: UnsubscribePolicy['footer'], locale: string): Footer {
  const chosen = findFooter(policy === false ? {} : policy, locale);
  return { footer: `<div style="${style}">${chosen}</div>`, footerText: toText(chosen) };
}

/** Where the policy wants no footer, each part shows the link itself. Throws TemplateInvalidError. */
export function requireLink(
  { html, text }: { readonly html: string; readonly text?: string | undefined },
  path: string,
): void {
  // A reader does not see what is in a comment.
  const isShown = showsLink(html.replace(/<!--[\s\S]*?-->/g, ''));
  if (isShown && (text === undefined || showsLink(text))) return;
  throw new TemplateInvalidError({
    path,
    received: '',
    remedy: `This promotional ${isShown ? 'text part' : 'email'} has no link to unsubscribe: show {{ unsubscribe_url }} in it, or give the policy a footer.`,
  });
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
function findFooter(own: Readonly<Record<string, string>> = {}, locale: string): string {
  const all = { ...builtIn, ...own };
  const [first = 'en'] = Object.keys(own);
  return all[lookUpLocale(locale, Object.keys(all)) ?? first] ?? '';
}

const hiddenBlocks = /\{%-?\s*(comment|raw|capture)\b[\s\S]*?\{%-?\s*end\1\b[^%]*%\}/g;

function showsLink(source: string): boolean {
  const output = new RegExp(`\\{\\{-?\\s*${linkVariables.unsubscribe}\\b`);
  return output.test(source.replace(hiddenBlocks, ''));
}

/** The conversion keeps only addresses that a reader can open, so Liquid is an address meanwhile. */
function toText(footer: string): string {
  const outputs: string[] = [];
  const held = footer.replace(liquidOutputs, (output) => `https://liquid.invalid/${outputs.push(output)}/`);
  const text = convertHtmlToText(held);
  return text.replace(/https:\/\/liquid\.invalid\/(\d+)\//g, (_, place) => outputs[Number(place) - 1] ?? '');
}
