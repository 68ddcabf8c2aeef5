/** Purposes, topics, the confirmation's template, and blocks that documents name. */
import { defaultPurpose } from '../../channels/consent-key.ts';
import type { PolicyDocument } from '../../model/documents/policy-document.ts';
import type { PurposeDocument, TopicDocument } from '../../model/documents/purpose-document.ts';
import type { TemplateDocument } from '../../model/documents/template-document.ts';
import { listInTexts } from '../blocks/list-uses.ts';
import type { Reference } from './reference.ts';

export function listInTemplate(template: TemplateDocument): readonly Reference[] {
  const { purpose, topic, layout } = template;
  return [
    ...namePurpose(purpose),
    ...nameTopic(topic, ['topic']),
    ...(layout === undefined ? [] : [{ kind: 'block' as const, id: layout, segments: ['layout'] }]),
    ...listInTexts(template),
  ];
}

export function listInPolicy({ caps = [] }: PolicyDocument): readonly Reference[] {
  return caps.flatMap(({ topic }, index) => nameTopic(topic, ['caps', index, 'topic']));
}

export function listInPurpose({ doubleOptIn }: PurposeDocument): readonly Reference[] {
  if (doubleOptIn === undefined) return [];
  return [{ kind: 'template', id: doubleOptIn.template, segments: ['doubleOptIn', 'template'] }];
}

export function listInTopic({ purpose }: TopicDocument): readonly Reference[] {
  return namePurpose(purpose);
}

/** The default purpose exists without a document. */
function namePurpose(id: string | undefined): readonly Reference[] {
  return id === undefined || id === defaultPurpose ? [] : [{ kind: 'purpose', id, segments: ['purpose'] }];
}

function nameTopic(id: string | undefined, segments: Reference['segments']): readonly Reference[] {
  return id === undefined ? [] : [{ kind: 'topic', id, segments }];
}
