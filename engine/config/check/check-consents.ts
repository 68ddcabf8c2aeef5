/** Checks of purposes and topics against the documents that use them. */
import { defaultPurpose } from '../../channels/consent-key.ts';
import type { ConfigDocument } from '../../model/documents/documents.ts';
import type { PurposeDocument } from '../../model/documents/purpose-document.ts';
import type { TemplateDocument } from '../../model/documents/template-document.ts';
import { linkVariables } from '../../model/link-variables.ts';
import type { Finding } from '../problems/problem.ts';
import type { ValidatedDocument } from './reject-documents.ts';

type Index = ReadonlyMap<string, ValidatedDocument>;

/** While no topic is a live document, templates and caps may name any. */
export function hasTopics(index: Index): boolean {
  return [...index.values()].some(({ kind, status }) => kind === 'topic' && status === 'live');
}

export function findWrongConsents(document: ConfigDocument, index: Index): Finding[] {
  if (document.status !== 'live') return [];
  if (document.kind === 'template') return findMisfit(document, index);
  return document.kind === 'purpose' ? checkConfirmation(document, index) : [];
}

/** A template has the purpose of its topic, and a channel of it. */
function findMisfit({ topic, purpose = defaultPurpose, channel }: TemplateDocument, index: Index): Finding[] {
  const target = index.get(`topic/${topic}`)?.document;
  if (target?.kind !== 'topic' || target.status !== 'live') return [];
  const { purpose: wanted = defaultPurpose, channels } = target;
  const findings: Finding[] = [];
  if (wanted !== purpose) {
    const remedy = `The topic "${topic}" belongs to the purpose "${wanted}": write purpose: ${wanted}, or use another topic.`;
    findings.push({ segments: ['purpose'], received: purpose, remedy, code: 'wrong_value' });
  }
  if (channels !== undefined && !channels.includes(channel)) {
    const remedy = `The topic "${topic}" has the channels ${channels.join(', ')}: add ${channel} to it, or use another topic.`;
    findings.push({ segments: ['topic'], received: topic, remedy, code: 'wrong_value' });
  }
  return findings;
}

/** Only a transactional message can reach a person who has not consented yet, and only its link confirms. */
function checkConfirmation({ doubleOptIn }: PurposeDocument, index: Index): Finding[] {
  if (doubleOptIn === undefined) return [];
  const { template: received } = doubleOptIn;
  const template = index.get(`template/${received}`)?.document;
  if (template?.kind !== 'template') return [];
  const remedy =
    template.class === 'transactional'
      ? explainMissingLink(template)
      : `The template "${received}" is promotional, and the person has not consented yet: make it transactional.`;
  if (remedy === undefined) return [];
  return [{ segments: ['doubleOptIn', 'template'], received, remedy, code: 'wrong_value' }];
}

/** Each body that a person can receive needs the link: that of each locale, and an own text part. */
function explainMissingLink({ id, content, locales = {} }: TemplateDocument): string | undefined {
  const bodies = [
    ['content', content] as const,
    ...Object.entries(locales).map(([locale, part]) => [`locales.${locale}`, part] as const),
  ];
  for (const [place, part] of bodies) {
    // A locale without a body has that of the default content.
    for (const field of ['mjml', 'html', 'text', 'body'] as const) {
      const source = part[field];
      const isUrl = field === 'body' && part.url?.includes(linkVariables.confirm) === true;
      if (source === undefined || isUrl || source.includes(linkVariables.confirm)) continue;
      return `The template "${id}" shows no {{ ${linkVariables.confirm} }} in ${place}.${field}: the person could not confirm. Add the link.`;
    }
  }
  return undefined;
}
