/** Checks of purposes and topics against the documents that use them. */
import { defaultPurpose } from '../../channels/consent-key.ts';
import type { ConfigDocument } from '../../model/documents/documents.ts';
import type { TemplateDocument } from '../../model/documents/template-document.ts';
import type { Finding } from '../problems/problem.ts';
import { findWrongConfirmations } from './check-confirmations.ts';
import type { ValidatedDocument } from './reject-documents.ts';

type Index = ReadonlyMap<string, ValidatedDocument>;

/** While no topic is a live document, templates and caps may name any. */
export function hasTopics(index: Index): boolean {
  return [...index.values()].some(({ kind, status }) => kind === 'topic' && status === 'live');
}

export function findWrongConsents(document: ConfigDocument, index: Index): Finding[] {
  if (document.status !== 'live') return [];
  const misfits = document.kind === 'template' ? findMisfit(document, index) : [];
  return [...misfits, ...findWrongConfirmations(document, index)];
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
