/** Names of what people consent to, in the language of the page: by the id where there is no document. */
import { defaultPurpose, parseConsentKey } from '../../engine/channels/consent-key.ts';
import type { ConsentDocuments } from './page-program.ts';
import type { PageContext } from './pages/page.ts';
import { readLocalized } from './texts/choose-texts.ts';

export function namePurpose(
  { language, say }: PageContext,
  { purposes }: ConsentDocuments,
  id: string = defaultPurpose,
): string {
  const name = readLocalized(purposes.find((purpose) => purpose.id === id)?.name, language);
  return name ?? (id === defaultPurpose ? say('marketingName') : id);
}

export function nameTopic({ language }: PageContext, { topics }: ConsentDocuments, id: string): string {
  return readLocalized(topics.find((topic) => topic.id === id)?.name, language) ?? id;
}

/** Each name once: the keys of one link are about one channel. */
export function nameConsents(
  context: PageContext,
  documents: ConsentDocuments,
  keys: readonly string[],
): readonly string[] {
  const names = keys.flatMap((key) => {
    const scope = parseConsentKey(key);
    if (scope === undefined) return [];
    const { topic, purpose } = scope;
    return topic === undefined
      ? namePurpose(context, documents, purpose)
      : nameTopic(context, documents, topic);
  });
  return [...new Set(names)];
}
