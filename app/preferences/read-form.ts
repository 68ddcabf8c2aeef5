/** What a posted form of the preference centre states: only what differs from what is chosen now. */
import type { JsonObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { isKeyOf, makeEveryKey } from '../../engine/channels/consent-key.ts';
import { type Channel, channels } from '../../engine/model/channels.ts';
import type { PolicyDocument, PreferencePolicy } from '../../engine/model/documents/policy-document.ts';
import { frequencyTrait, pauseTrait } from '../../engine/policy/contact-preferences.ts';
import { applyStatement, type PageStatement } from './apply-statement.ts';
import type { ConsentDocuments } from './page-program.ts';
import { type Choice, type Choices, type KnownPerson, listChoices, readChoices } from './read-choices.ts';

export interface FormStatement extends PageStatement {
  /** What holds after it. */
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

export function listPostedChannels(form: URLSearchParams): readonly Channel[] {
  const keys = [...form.getAll(onField), ...readShown(form)];
  return channels.filter((channel) => keys.some((key) => isKeyOf(channel, key)));
}

function readShown(form: URLSearchParams): readonly string[] {
  return form.get(shownField)?.split(' ') ?? [];
}

/** What the page knows when a form arrives. `now`: epoch ms. */
export interface FormContext {
  readonly person: KnownPerson;
  /** Of the person, as the documents and the policy have them. */
  readonly choices: Choices;
  readonly documents: ConsentDocuments;
  readonly policy: PolicyDocument | undefined;
  readonly now: number;
}

/**
 * A box that the person did not touch states no yes: what it showed may have ended since. A box that is empty is off
 * after the write.
 */
export function readForm(form: URLSearchParams, context: FormContext): FormStatement {
  const { person, choices, documents, policy, now } = context;
  const shown = readShown(form);
  const read = (statement: PageStatement) =>
    readChoices(applyStatement(person, statement, now, documents), documents, policy);
  const complete = (statement: PageStatement) => ({ ...statement, choices: read(statement) });
  if (form.has(everythingField)) return complete(endEverything());
  const on = new Set(form.getAll(onField));
  const consents: Record<string, 'granted' | 'denied'> = {};
  for (const { key, state } of listChoices(choices)) {
    const wasOn = shown.includes(key);
    const isChanged = on.has(key) !== (state === 'on') || choices.isUncertain;
    if (on.has(key) ? isChanged && !wasOn : isChanged || wasOn) {
      consents[key] = on.has(key) ? 'granted' : 'denied';
    }
  }
  const traits = readTraits(form, choices, policy?.preferences);
  // A yes to a purpose is also one to its topics of which nothing was stated.
  for (const { key, state } of listChoices(read({ consents, traits }))) {
    if (state === 'on' && !on.has(key)) consents[key] = 'denied';
  }
  return complete({ consents, traits });
}

/** The page's hidden field: the consents that it showed as on. */
export const shownField = 'shown';

export function formatShown(choices: Choices): string {
  if (choices.shown !== undefined) return choices.shown;
  const on = listChoices(choices).filter(({ state }) => state === 'on');
  return on.map(({ key }) => key).join(' ');
}

/** What the reader chose, for a form that is shown again; its hidden field stays what the first page had. */
export function keepPosted(form: URLSearchParams, choices: Choices): Choices {
  const on = new Set(form.getAll(onField));
  const keep = (choice: Choice): Choice => {
    const off = choice.state === 'pending' ? 'pending' : 'off';
    return { ...choice, state: on.has(choice.key) ? 'on' : off };
  };
  const purposes = choices.purposes.map((purpose) => ({
    ...purpose,
    choices: purpose.choices.map(keep),
    topics: purpose.topics.map((topic) => ({ ...topic, choices: topic.choices.map(keep) })),
  }));
  const language = form.get('language') ?? '';
  return {
    ...choices,
    purposes,
    shown: readShown(form).join(' '),
    ...omitAbsent({
      frequency: form.get('frequency') ?? undefined,
      language: choices.languages.includes(language) ? language : choices.language,
      pauseUntil: form.get('pause') ?? undefined,
    }),
  };
}

/** Every purpose, also those to come, on every channel, also on those of which no address is known yet. */
function endEverything(): PageStatement {
  const consents = Object.fromEntries(channels.map((channel) => [makeEveryKey(channel), 'denied'] as const));
  return { consents, traits: {} };
}

function readTraits(
  form: URLSearchParams,
  { frequency, pauseUntil, language, languages, languageTrait }: Choices,
  policy: PreferencePolicy | undefined,
): JsonObject {
  const traits: Record<string, string | null> = {};
  const chosen = policy?.frequencies?.find(({ id }) => id === form.get('frequency'))?.id;
  if (chosen !== undefined && chosen !== frequency) traits[frequencyTrait] = chosen;
  const until = readDate(form.get('pause'));
  if (until !== undefined && until !== (pauseUntil ?? '')) traits[pauseTrait] = until === '' ? null : until;
  const tag = form.get('language');
  if (tag !== null && tag !== language && languages.includes(tag)) traits[languageTrait] = tag;
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
