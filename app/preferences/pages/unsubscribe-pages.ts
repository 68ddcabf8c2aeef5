/** Pages around an unsubscribe link, and those that several links share. */
import type { LinkKind } from '../../links/link-claim.ts';
import { type Html, html } from './html.ts';
import { hideAddress, type PageContent, type PageContext } from './page.ts';

/** Names in the language of the page. */
export interface Scopes {
  readonly topic: string;
  readonly purpose: string;
}

/** The field of the page's forms by which the reader chooses what ends: `link` is what the policy says. Mail providers post none. */
export const scopeField = 'scope';

/** What GET shows: a scanner that opens the link changes nothing. `scopes`: of a link that ends one topic. */
export function askUnsubscribe(
  { say }: PageContext,
  address: string,
  preferencesPath: string | undefined,
  scopes?: Scopes,
): PageContent {
  const values = { address: hideAddress(address) };
  return {
    title: say('unsubscribeTitle'),
    body: html`<p class="who">${say(scopes === undefined ? 'unsubscribeQuestion' : 'unsubscribeTopicQuestion', values)}</p>
<p class="quiet">${say('serviceNote')}</p>
${
  scopes === undefined
    ? html`<form method="post"><button class="primary" name="${scopeField}" value="link">${say('unsubscribeButton')}</button></form>`
    : html`<form method="post" class="options">
<button class="primary" name="${scopeField}" value="topic">${say('unsubscribeTopicButton', { ...scopes })}</button>
<button class="primary" name="${scopeField}" value="purpose">${say('unsubscribePurposeButton', { ...scopes })}</button>
</form>`
}
${linkPreferences(say, preferencesPath)}`,
  };
}

/** `preferencesPath`: of the preference centre, relative to this page. `ended`: what the reader chose. */
export function showUnsubscribed(
  { say }: PageContext,
  address: string,
  preferencesPath: string | undefined,
  ended?: { readonly scope: keyof Scopes; readonly names: Scopes },
): PageContent {
  const values = { address: hideAddress(address), ...ended?.names };
  const texts = { topic: 'unsubscribedTopicText', purpose: 'unsubscribedPurposeText' } as const;
  return {
    title: say('unsubscribedTitle'),
    body: html`<p>${say(ended === undefined ? 'unsubscribedText' : texts[ended.scope], values)}</p>
<p class="quiet">${say('serviceNote')}</p>
${
  ended?.scope === 'topic' &&
  html`<form method="post" class="options"><button class="secondary" name="${scopeField}" value="purpose">${say('unsubscribePurposeButton', values)}</button></form>`
}
${linkPreferences(say, preferencesPath)}`,
  };
}

function linkPreferences(say: PageContext['say'], path: string | undefined): Html | undefined {
  return path === undefined
    ? undefined
    : html`<p class="actions"><a href="${path}">${say('changeLink')}</a></p>`;
}

/** For a link that is not ours: it says neither that an address is known nor that it is not. */
export function showUnknown({ say }: PageContext): PageContent {
  return { title: say('unknownTitle'), body: html`<p>${say('unknownText')}</p>` };
}

export function showFailed({ say }: PageContext): PageContent {
  return { title: say('failedTitle'), body: html`<p>${say('failedText')}</p>` };
}

export function showNotFound({ say }: PageContext): PageContent {
  return { title: say('notFoundTitle'), body: html`<p>${say('notFoundText')}</p>` };
}

/** For the link of a preview or a test message: what it does in a sent one. */
export function showSample({ say }: PageContext, kind: LinkKind): PageContent {
  const texts = {
    unsubscribe: 'sampleUnsubscribe',
    preferences: 'samplePreferences',
    confirm: 'sampleConfirm',
    view: 'sampleView',
  } as const;
  return {
    title: say('sampleTitle'),
    body: html`<p>${say('sampleText')}</p><p class="quiet">${say(texts[kind])}</p>`,
  };
}
