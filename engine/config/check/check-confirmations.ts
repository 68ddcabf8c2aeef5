/** Checks of double opt-in: where the link that confirms is, and who sends it. */
import type { ConfigDocument } from '../../model/documents/documents.ts';
import type { PurposeDocument } from '../../model/documents/purpose-document.ts';
import type { TemplateDocument } from '../../model/documents/template-document.ts';
import { linkVariables } from '../../model/link-variables.ts';
import { listReferences } from '../kinds/kind-definitions.ts';
import type { Finding } from '../problems/problem.ts';
import type { ValidatedDocument } from './reject-documents.ts';

type Index = ReadonlyMap<string, ValidatedDocument>;

/** Of a live document. Percorso alone sends a confirmation: with any other message, its link would confirm nothing. */
export function findWrongConfirmations(document: ConfigDocument, index: Index): Finding[] {
  if (document.kind === 'purpose') return checkConfirmation(document, index);
  if (document.kind === 'template')
    return findStrayLink(index.get(`template/${document.id}`)?.expanded ?? document, index);
  return listReferences(document).flatMap(({ kind, id, segments }): Finding[] => {
    const template = kind === 'template' ? index.get(`template/${id}`)?.document : undefined;
    if (template?.kind !== 'template' || !isConfirmation(template, index)) return [];
    const remedy = `Percorso itself sends the confirmation "${id}", when a yes waits for it; in any other message its link confirms nothing. Send another template.`;
    return [{ segments, received: id, remedy, code: 'confirmation_misplaced' }];
  });
}

/** Only a transactional message can reach a person who has not consented yet, and only its link confirms. */
function checkConfirmation({ doubleOptIn }: PurposeDocument, index: Index): Finding[] {
  if (doubleOptIn === undefined) return [];
  const { template: received } = doubleOptIn;
  const validated = index.get(`template/${received}`);
  // A block or the layout may show the link.
  const template = validated?.expanded ?? validated?.document;
  if (template?.kind !== 'template') return [];
  const remedy =
    template.class === 'transactional'
      ? explainMissingLink(template)
      : `The template "${received}" is promotional, and the person has not consented yet: make it transactional.`;
  if (remedy === undefined) return [];
  return [{ segments: ['doubleOptIn', 'template'], received, remedy, code: 'wrong_value' }];
}

/** Each body that a person can receive needs the link: that of each locale, and an own text part. */
function explainMissingLink(template: TemplateDocument): string | undefined {
  for (const { place, part } of listContents(template)) {
    // A locale without a body has that of the default content.
    for (const field of ['mjml', 'html', 'text', 'body'] as const) {
      const source = part[field];
      const isUrl = field === 'body' && hasLink(part.url ?? template.content.url);
      if (source === undefined || isUrl || hasLink(source)) continue;
      return `The template "${template.id}" shows no {{ ${linkVariables.confirm} }} in ${place.join('.')}.${field}: the person could not confirm. Add the link.`;
    }
  }
  return undefined;
}

/** A link to confirm in a template that asks for no confirmation. */
function findStrayLink(template: TemplateDocument, index: Index): Finding[] {
  const found = findLink(template);
  if (found === undefined || isConfirmation(template, index) || isUncertain(index)) return [];
  const remedy =
    template.class === 'transactional'
      ? `No live purpose names this template in doubleOptIn, so {{ ${linkVariables.confirm} }} confirms nothing. Name it there, or remove the link.`
      : `{{ ${linkVariables.confirm} }} confirms nothing in a promotional template. Only the transactional template that a purpose names in doubleOptIn shows it: remove the link, or use {{ ${linkVariables.preferences} }}.`;
  return [{ ...found, remedy, code: 'confirmation_misplaced' }];
}

function findLink(template: TemplateDocument): Pick<Finding, 'segments' | 'received'> | undefined {
  for (const { place, part } of listContents(template)) {
    for (const [field, source] of Object.entries(part)) {
      if (typeof source !== 'string' || !hasLink(source)) continue;
      return { segments: [...place, field], received: `{{ ${linkVariables.confirm} }}` };
    }
  }
  return undefined;
}

type Content = TemplateDocument['content'];

function listContents({ content, locales = {} }: TemplateDocument) {
  return [
    { place: ['content'], part: content },
    ...Object.entries(locales).map(([locale, part]: [string, Partial<Content>]) => ({
      place: ['locales', locale],
      part,
    })),
  ];
}

function hasLink(source: string | undefined): boolean {
  return source?.includes(linkVariables.confirm) === true;
}

function isConfirmation({ id, class: messageClass }: TemplateDocument, index: Index): boolean {
  if (messageClass !== 'transactional') return false;
  return [...index.values()].some(
    ({ document }) =>
      document?.kind === 'purpose' && document.status === 'live' && document.doubleOptIn?.template === id,
  );
}

/** A purpose that is invalid may name the template. */
function isUncertain(index: Index): boolean {
  return [...index.values()].some(({ kind, document }) => kind === 'purpose' && document === undefined);
}
