/** The preference centre: one form, and one button that ends everything. */
import { lookUpLocale, readLanguage } from '../../../engine/messages/look-up-locale.ts';
import type { LocalizedText } from '../../../engine/model/documents/purpose-document.ts';
import type { Choice, Choices, PurposeChoices } from '../read-choices.ts';
import { everythingField, type FormFault, formatShown, onField, shownField } from '../read-form.ts';
import { readLocalized } from '../texts/choose-texts.ts';
import { isRightToLeft, nameLanguage } from '../texts/name-language.ts';
import { type Html, html } from './html.ts';
import { hideAddress, type PageContent, type PageContext } from './page.ts';

/** `now` in epoch ms. `result`: what a posted form has done, or why it has done nothing. */
export function showPreferences(
  context: PageContext,
  address: string,
  choices: Choices,
  now: number,
  result?: 'saved' | 'ended' | FormFault,
): PageContent {
  const { say } = context;
  return {
    title: say('preferencesTitle'),
    body: html`<p class="who">${say('preferencesFor', { address: hideAddress(address) })}</p>
${result !== undefined && showResult(context, result)}
${choices.isBlocked && html`<p>${say('blockedText', { address: hideAddress(address) })}</p>`}
<p class="quiet">${say('preferencesIntroduction')} ${say('serviceNote')}</p>
<form method="post">
<input type="hidden" name="${shownField}" value="${formatShown(choices)}">
${choices.purposes.filter((purpose) => purpose.choices.length > 0).map((purpose) => showPurpose(context, purpose))}
${showFrequencies(context, choices)}
${showPause(context, choices, now, result === 'pauseInvalid')}
${showLanguages(context, choices)}
<p class="actions"><button class="primary">${say('saveButton')}</button></p>
</form>
<section class="aside" aria-labelledby="everything">
<h2 id="everything">${say('everythingTitle')}</h2>
<p>${say('everythingText')}</p>
<form method="post"><button class="secondary" name="${everythingField}" value="1">${say('everythingButton')}</button></form>
</section>`,
  };
}

/** What the page says about consents, as the proof of what is chosen; it contains no address. */
export function listPreferenceTexts(context: PageContext, { purposes }: Choices): readonly string[] {
  const { say } = context;
  return [
    say('preferencesTitle'),
    say('preferencesIntroduction'),
    say('serviceNote'),
    ...purposes.flatMap(({ name, description, choices, topics }) => {
      const text = name === undefined ? say('marketingDescription') : read(context, description);
      return [
        `- ${read(context, name) ?? say('marketingName')}: ${choices.map(({ channel }) => say(channel)).join(', ')}`,
        ...(text === undefined ? [] : [text]),
        ...(topics.length === 0 ? [] : [say('topicsHint')]),
        ...topics.map((topic) => {
          const parts = [read(context, topic.name), read(context, topic.description)];
          return `-- ${parts.filter((part) => part !== undefined).join(': ')}`;
        }),
      ];
    }),
    say('saveButton'),
    say('everythingText'),
    say('everythingButton'),
  ];
}

function showResult({ say }: PageContext, result: 'saved' | 'ended' | FormFault): Html {
  if (result === 'saved' || result === 'ended') {
    return html`<div class="notice" role="status"><p>${say(result === 'saved' ? 'savedText' : 'everythingDone')}</p></div>`;
  }
  return html`<p class="error" id="form-error" role="alert">${say(result)}</p>`;
}

function showPurpose(context: PageContext, { id, name, description, choices, topics }: PurposeChoices): Html {
  const { say } = context;
  const title = read(context, name) ?? say('marketingName');
  const text = name === undefined ? say('marketingDescription') : read(context, description);
  const hint = `topics-${id}`;
  return html`<fieldset>
<legend>${title}</legend>
${text !== undefined && html`<p class="quiet">${text}</p>`}
<div class="choices row">${choices.map((choice) => showChoice(context, choice, say(choice.channel)))}</div>
${
  topics.length > 0 &&
  html`<div class="topics" role="group" aria-labelledby="${hint}">
<p class="quiet" id="${hint}">${say('topicsHint')}</p>
${topics.map((topic) => {
  const named = read(context, topic.name) ?? '';
  const detail = read(context, topic.description);
  const isSingle = topic.choices.length === 1;
  return html`${topic.choices.map((choice) =>
    showChoice(context, choice, isSingle ? named : `${named} · ${say(choice.channel)}`, detail),
  )}`;
})}
</div>`
}
</fieldset>`;
}

function showChoice({ say }: PageContext, { key, state }: Choice, label: string, detail?: string): Html {
  const hint = state === 'pending' ? say('pendingHint') : detail;
  return html`<label class="choice"><input type="checkbox" name="${onField}" value="${key}"${state === 'on' && html` checked`}><span>${label}${hint !== undefined && html` <small>${hint}</small>`}</span></label>`;
}

function showFrequencies(context: PageContext, { frequency }: Choices): Html | undefined {
  const frequencies = context.policy?.frequencies ?? [];
  if (frequencies.length === 0) return undefined;
  // Without a choice, the frequency without a limit describes what holds.
  const chosen =
    frequencies.find(({ id }) => id === frequency) ?? frequencies.find(({ limit }) => limit === undefined);
  return html`<fieldset>
<legend>${context.say('frequencyTitle')}</legend>
<div class="choices">${frequencies.map(
    (each) =>
      html`<label class="choice"><input type="radio" name="frequency" value="${each.id}"${each === chosen && html` checked`}><span>${read(context, each.name) ?? each.id}</span></label>`,
  )}</div>
</fieldset>`;
}

function showPause({ say }: PageContext, { pauseUntil }: Choices, now: number, isInvalid: boolean): Html {
  const today = new Date(now).toISOString().slice(0, 10);
  const date = pauseUntil?.slice(0, 10) ?? '';
  return html`<fieldset>
<legend>${say('pauseTitle')}</legend>
<label class="field" for="pause">${say('pauseLabel')}</label>
<input type="date" id="pause" name="pause" min="${today}" value="${date >= today ? date : ''}" aria-describedby="pause-hint${isInvalid && html` form-error`}"${isInvalid && html` aria-invalid="true"`}>
<p class="quiet" id="pause-hint">${say('pauseHint')}</p>
</fieldset>`;
}

/** The value that is stated is kept, in whatever spelling, until the reader chooses another. */
function showLanguages({ say }: PageContext, { language, languages }: Choices): Html {
  const known = language === undefined ? undefined : lookUpLocale(language, languages);
  const other = language !== undefined && known === undefined ? showSelected(language) : undefined;
  return html`<fieldset>
<legend><label for="language">${say('languageTitle')}</label></legend>
<select id="language" name="language">${
    language === undefined && html`<option value="" selected>&ndash;</option>`
  }${other}${languages.map((tag) =>
    tag === known
      ? showSelected(language ?? tag, tag)
      : html`<option value="${tag}"${inLanguage(tag)}>${nameLanguage(tag)}</option>`,
  )}</select>
</fieldset>`;
}

/** The language that holds now. */
function showSelected(value: string, tag = readLanguage(value)): Html {
  return html`<option value="${value}"${tag !== undefined && inLanguage(tag)} selected>${tag === undefined ? value : nameLanguage(tag)}</option>`;
}

function inLanguage(tag: string): Html {
  return html` lang="${tag}" dir="${isRightToLeft(tag) ? 'rtl' : 'ltr'}"`;
}

function read({ language }: PageContext, text: LocalizedText | undefined): string | undefined {
  return readLocalized(text, language);
}
