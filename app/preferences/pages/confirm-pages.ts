/** Pages around a link of a confirmation, and those of links that are too old. */
import type { Refusal } from '../find-refusal.ts';
import { type Html, html } from './html.ts';
import { hideAddress, type PageContent, type PageContext } from './page.ts';

/**
 * What GET shows: a scanner that opens the link confirms nothing. `names`: of what is confirmed. `ended`: names of
 * purposes that the person has unsubscribed from, and of which only topics are confirmed.
 */
export function askConfirmation(
  { say }: PageContext,
  address: string,
  names: readonly string[],
  ended: readonly string[],
): PageContent {
  return {
    title: say('confirmTitle'),
    body: html`${ended.map((purpose) => html`<p>${say('confirmAfterNo', { purpose })}</p>\n`)}<p class="who">${say('confirmQuestion', { address: hideAddress(address) })}</p>
${listNames(names)}
<form method="post"><button class="primary">${say('confirmButton')}</button></form>
<p class="quiet actions">${say('confirmIgnore')}</p>`,
  };
}

/** What that page says, as the proof of a confirmation; it contains no address. */
export function listConfirmationTexts(
  { say }: PageContext,
  names: readonly string[],
  ended: readonly string[],
): readonly string[] {
  return [
    say('confirmTitle'),
    ...ended.map((purpose) => say('confirmAfterNo', { purpose })),
    say('confirmQuestion'),
    ...names.map((name) => `- ${name}`),
    say('confirmButton'),
    say('confirmIgnore'),
  ];
}

export function showConfirmed({ say }: PageContext, address: string, names: readonly string[]): PageContent {
  return {
    title: say('confirmedTitle'),
    body: html`<p>${say('confirmedText', { address: hideAddress(address) })}</p>
${listNames(names)}`,
  };
}

function listNames(names: readonly string[]): Html {
  return html`<ul class="names">${names.map((name) => html`<li>${name}</li>`)}</ul>`;
}

/** The confirmation has no effect, and the page says why. */
export function showRefusal(
  { say }: PageContext,
  refusal: Exclude<Refusal, 'erased'>,
  address: string,
): PageContent {
  const text = { blocked: 'blockedText', withdrawn: 'withdrawnText', moved: 'movedText' } as const;
  return {
    title: say('unchangedTitle'),
    body: html`<p>${say(text[refusal], { address: hideAddress(address) })}</p>`,
  };
}

/** For a person who scanned a code. */
export function showCode({ say }: PageContext, state: 'early' | 'paused' | 'unknown'): PageContent {
  return { title: say(`${state}CodeTitle`), body: html`<p>${say(`${state}CodeText`)}</p>` };
}

export function showExpired(
  { say }: PageContext,
  text:
    | 'expiredConfirmText'
    | 'expiredPreferencesText'
    | 'expiredViewText'
    | 'expiredLinkText'
    | 'endedCodeText',
): PageContent {
  return {
    title: say('expiredTitle'),
    body: html`<p>${say(text)}</p>${
      text === 'expiredPreferencesText' && html`<p class="actions"><a href="../">${say('entryTitle')}</a></p>`
    }`,
  };
}
