/** Pages around an unsubscribe link, and those that several links share. */
import { html } from './html.ts';
import { hideAddress, type PageContent, type PageContext } from './page.ts';

/** What GET shows: a scanner that opens the link changes nothing. */
export function askUnsubscribe({ say }: PageContext, address: string): PageContent {
  const question = say('unsubscribeQuestion', { address: hideAddress(address) });
  return {
    title: say('unsubscribeTitle'),
    body: html`<p class="who">${question}</p>
<p class="quiet">${say('serviceNote')}</p>
<form method="post"><button class="primary">${say('unsubscribeButton')}</button></form>`,
  };
}

/** `preferencesPath`: of the preference centre, relative to this page. */
export function showUnsubscribed(
  { say }: PageContext,
  address: string,
  preferencesPath: string | undefined,
): PageContent {
  return {
    title: say('unsubscribedTitle'),
    body: html`<p>${say('unsubscribedText', { address: hideAddress(address) })}</p>
<p class="quiet">${say('serviceNote')}</p>
${preferencesPath !== undefined && html`<p><a href="${preferencesPath}">${say('changeLink')}</a></p>`}`,
  };
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
