/** The frame of every public page: head, brand, languages, headers. Works without a script. */
import { createHash } from 'node:crypto';
import type { PreferencePolicy } from '../../../engine/model/documents/policy-document.ts';
import { chooseTexts, listPageLanguages, type Say } from '../texts/choose-texts.ts';
import { isRightToLeft, nameLanguage } from '../texts/name-language.ts';
import type { WebResponse } from '../web.ts';
import { type Html, html } from './html.ts';
import { showDomain } from './show-domain.ts';
import { makeStyle } from './style.ts';

/** The field of an address that has the result of a form. */
export const resultField = 'done';

/** What all pages of one request share. */
export interface PageContext {
  /** A language tag. */
  readonly language: string;
  readonly policy: PreferencePolicy | undefined;
  /** What a form has done, as the address of the page says it. */
  readonly result: string | null;
  readonly say: Say;
}

export interface PageContent {
  readonly title: string;
  readonly body: Html;
}

export function makeContext(
  language: string,
  policy: PreferencePolicy | undefined,
  result: string | null,
): PageContext {
  return { language, policy, result, say: chooseTexts(language, policy) };
}

export function answerPage(
  { language, policy, result }: PageContext,
  { title, body }: PageContent,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): WebResponse {
  const brand = policy?.brand;
  const style = makeStyle(brand?.color);
  const page = html`<!doctype html>
<html lang="${language}"${isRightToLeft(language) && html` dir="rtl"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>${brand === undefined ? title : `${title} · ${brand.name}`}</title>
<style>${style}</style>
</head>
<body>
<div class="page">
${brand !== undefined && html`<header>${showBrand(brand)}</header>`}
<main>
<h1>${title}</h1>
${body}
</main>
<footer>${listLanguages(language, listPageLanguages(policy), result)}</footer>
</div>
</body>
</html>
`;
  return {
    status,
    headers: { ...pageHeaders(style.text), 'content-language': language, ...headers },
    body: page.text,
  };
}

function showBrand({ name, logoUrl }: { readonly name: string; readonly logoUrl?: string }): Html {
  return logoUrl === undefined
    ? html`<p class="brand">${name}</p>`
    : html`<img class="logo" src="${logoUrl}" alt="${name}">`;
}

function listLanguages(current: string, all: readonly string[], result: string | null): Html {
  const others = all.filter((language) => language !== current);
  const links = others.map((language) => {
    const direction = isRightToLeft(language) ? 'rtl' : 'ltr';
    return html`<a href="?lang=${language}${result !== null && html`&amp;${resultField}=${result}`}" lang="${language}" dir="${direction}" hreflang="${language}">${nameLanguage(language)}</a>`;
  });
  return html`<nav>${links}</nav>`;
}

/** Of every page of one person. */
export const privateHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow',
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=31536000',
};

/** Nothing runs, nothing is kept, and the address with its token goes to no other site. */
export function pageHeaders(style: string): Record<string, string> {
  const hash = createHash('sha256').update(style).digest('base64');
  return {
    ...privateHeaders,
    'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; img-src https:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  };
}

/** `a•••@example.com`: a forwarded message shows others no more of an address. */
export function hideAddress(address: string): string {
  const at = address.lastIndexOf('@');
  if (at > 0) return `${Array.from(address)[0] ?? ''}•••@${showDomain(address.slice(at + 1))}`;
  return `•••${address.slice(-3)}`;
}
