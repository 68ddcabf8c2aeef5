/** The page on which a person asks for a link to the preference centre. */
import { html } from './html.ts';
import type { PageContent, PageContext } from './page.ts';

export function askAddress({ say }: PageContext, { isInvalid = false } = {}): PageContent {
  return {
    title: say('entryTitle'),
    body: html`<p>${say('entryText')}</p>
<form method="post" novalidate>
<label class="field" for="email">${say('entryLabel')}</label>
${isInvalid && html`<p class="error" id="email-error" role="alert">${say('entryInvalid')}</p>`}
<input type="email" id="email" name="email" autocomplete="email" required${isInvalid && html` aria-invalid="true" aria-describedby="email-error"`}>
<p class="actions"><button class="primary">${say('entryButton')}</button></p>
</form>`,
  };
}

export function showRequested({ say }: PageContext): PageContent {
  return { title: say('entryDoneTitle'), body: html`<p>${say('entryDoneText')}</p>` };
}
