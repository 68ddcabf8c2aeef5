/** What a posted form of the preference centre states: only what differs from what is chosen now. */
import type { Json, JsonObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { makeConsentKey } from '../../engine/channels/consent-key.ts';
import { readLanguage } from '../../engine/messages/look-up-locale.ts';
import { channels } from '../../engine/model/channels.ts';
import type { PreferencePolicy } from '../../engine/model/documents/policy-document.ts';
import type { ConsentState } from '../../engine/model/profile.ts';
import { frequencyTrait, pauseTrait } from '../../engine/policy/contact-preferences.ts';
import {
  type Choice,
  type Choices,
  listChoices,
  type PurposeChoices,
  type TopicChoices,
} from './read-choices.ts';

export interface FormStatement {
  readonly consents: Readonly<Record<string, ConsentState>>;
  readonly traits: JsonObject;
  /** What is chosen after it. */
  readonly choices: Choices;
}

/** The form's field of all consents that are on, by consent key. */
export const onField = 'on';
/** The button that ends everything. */
export const everythingField = 'everything';

/** Why a posted form states nothing: one that is read in part would withdraw what its sender did not mention. */
export type FormFault = 'formUnreadable' | 'pauseInvalid';

/** `today`: `2026-12-24`, UTC. The page's own form always has the field of the pause. */
export function findFormFault(form: URLSearchParams, today: string): FormFault | undefined {
  if (form.has(everythingField)) return undefined;
  const until = form.get('pause')?.trim();
  if (until === undefined) return 'formUnreadable';
  return until === '' || (readDate(until) !== undefined && until >= today) ? undefined : 'pauseInvalid';
}

export function readForm(
  form: URLSearchParams,
  choices: Choices,
  policy: PreferencePolicy | undefined,
): FormStatement {
  if (form.has(everythingField)) return endEverything(choices);
  const on = new Set(form.getAll(onField));
  const consents: Record<string, ConsentState> = {};
  for (const { key, state } of listChoices(choices)) {
    const isOn = on.has(key);
    if (isOn !== (state === 'on') || choices.isUncertain) consents[key] = isOn ? 'granted' : 'denied';
  }
  const traits = readTraits(form, choices, policy);
  return { consents, traits, choices: applyForm(choices, consents, traits) };
}

/** Every purpose on every channel, also on those of which no address is known yet. */
function endEverything(choices: Choices): FormStatement {
  const keys = choices.purposes.flatMap(({ id }) =>
    channels.map((channel) => makeConsentKey({ channel, purpose: id })),
  );
  const consents = Object.fromEntries(keys.map((key) => [key, 'denied'] as const));
  const off = mapChoices(choices, (choice) => ({ ...choice, state: 'off' }));
  return { consents, traits: {}, choices: off };
}

function readTraits(
  form: URLSearchParams,
  { frequency, pauseUntil, language, languageTrait }: Choices,
  policy: PreferencePolicy | undefined,
): JsonObject {
  const traits: Record<string, string | null> = {};
  const chosen = policy?.frequencies?.find(({ id }) => id === form.get('frequency'))?.id;
  if (chosen !== undefined && chosen !== frequency) traits[frequencyTrait] = chosen;
  const until = readDate(form.get('pause'));
  if (until !== undefined && until !== (pauseUntil ?? '')) traits[pauseTrait] = until === '' ? null : until;
  const tag = readLanguage(form.get('language') ?? '');
  if (tag !== undefined && tag !== language && form.get('language') !== '') traits[languageTrait] = tag;
  return traits;
}

/** `2026-12-24`; empty = no pause; undefined for anything else, which changes nothing. */
function readDate(text: string | null): string | undefined {
  if (text === null) return undefined;
  const trimmed = text.trim();
  if (trimmed === '') return '';
  const isDate = /^\d{4}-\d\d-\d\d$/.test(trimmed) && !Number.isNaN(Date.parse(`${trimmed}T00:00:00Z`));
  return isDate ? trimmed : undefined;
}

function applyForm(
  choices: Choices,
  consents: Readonly<Record<string, ConsentState>>,
  traits: JsonObject,
): Choices {
  const changed = mapChoices(choices, (choice) => {
    const state = consents[choice.key];
    return state === undefined ? choice : { ...choice, state: state === 'granted' ? 'on' : 'off' };
  });
  const { pauseUntil, ...rest } = changed;
  const pause = traits[pauseTrait] === undefined ? pauseUntil : traits[pauseTrait];
  const language = traits[choices.languageTrait];
  const frequency = traits[frequencyTrait];
  return {
    ...rest,
    ...omitAbsent({
      pauseUntil: readText(pause),
      language: readText(language) ?? rest.language,
      frequency: readText(frequency) ?? rest.frequency,
    }),
  };
}

function readText(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function mapChoices(choices: Choices, map: (choice: Choice) => Choice): Choices {
  const mapAll = <Part extends PurposeChoices | TopicChoices>(part: Part): Part => ({
    ...part,
    choices: part.choices.map(map),
  });
  return {
    ...choices,
    purposes: choices.purposes.map((purpose) => ({ ...mapAll(purpose), topics: purpose.topics.map(mapAll) })),
  };
}
