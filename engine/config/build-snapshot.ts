/** Makes the next program from the documents that passed, keeping the last published version of those that did not. */
import type { ConfigDocument, DocumentKind, PolicyDocument, TemplateDocument } from '../documents.ts';
import type { Json } from '../json.ts';
import type { ProgramSnapshot, TemplateHeader } from '../program.ts';
import { listReferences } from './list-references.ts';
import { createProblem, type Problem } from './problem.ts';
import type { ValidatedDocument } from './refuse-documents.ts';

/** In force while no policy is live. */
export const defaultPolicy: PolicyDocument = { kind: 'policy', id: 'default', status: 'live' };

export type SnapshotContent = Omit<ProgramSnapshot, 'schemaVersion' | 'version' | 'hash' | 'publishedAt'>;

export interface NextProgram {
  readonly content: SnapshotContent;
  /** Documents that stay on their last published version, because the one in the table is refused. */
  readonly kept: readonly string[];
  /** Why some last versions could not be kept. */
  readonly problems: readonly Problem[];
}

/** What a program holds of a document: all of it, or of a template its header. */
export type Member =
  | { readonly kind: Exclude<DocumentKind, 'template'>; readonly document: ConfigDocument }
  | { readonly kind: 'template'; readonly header: TemplateHeader };

export function buildNextProgram(
  documents: readonly ValidatedDocument[],
  previous: ProgramSnapshot | undefined,
): NextProgram {
  const published = previous === undefined ? new Map<string, Member>() : listMembers(previous);
  const members = new Map<string, Member>();
  const kept = new Set<string>();
  for (const validated of documents) {
    const { label, document, status } = validated;
    const member = document === undefined ? published.get(label) : toMember(document, validated.header);
    // Draft, paused and archived documents are left out even when the rest of them is broken.
    if (member === undefined || (status !== undefined && status !== 'live')) continue;
    members.set(label, member);
    if (document === undefined) kept.add(label);
  }
  const problems = dropUnsupported(members, kept, documents);
  return { content: toContent(members), kept: [...kept].sort(), problems };
}

/** The program as text to hash: equal programs give equal text, whatever order anything was stored in. */
export function serializeContent(content: SnapshotContent): string {
  return JSON.stringify(sortKeys(content as unknown as Json));
}

/** Equal members give equal text. */
export function serializeMember(member: Member): string {
  return JSON.stringify(sortKeys(member as unknown as Json));
}

/** Labels (`rule/third-order`) of everything in a program. */
export function listLabels(snapshot: SnapshotContent): string[] {
  return [...listMembers(snapshot).keys()];
}

/** A last version whose own references are gone would name what no longer exists: it cannot stay. */
function dropUnsupported(
  members: Map<string, Member>,
  kept: Set<string>,
  documents: readonly ValidatedDocument[],
): Problem[] {
  const problems: Problem[] = [];
  for (let isStable = false; !isStable; ) {
    isStable = true;
    for (const label of kept) {
      const member = members.get(label);
      const references =
        member === undefined || member.kind === 'template' ? [] : listReferences(member.document);
      const missing = references.find(({ kind, id }) => !members.has(`${kind}/${id}`));
      if (missing === undefined) continue;
      members.delete(label);
      kept.delete(label);
      isStable = false;
      const remedy = `The version published before was taken out as well: it needs ${missing.kind} "${missing.id}", which is no longer live.`;
      const origin = documents.find((document) => document.label === label)?.source.origin;
      const finding = { segments: [], remedy, code: 'last_version_dropped' as const };
      problems.push(createProblem(label, finding, origin));
    }
  }
  return problems;
}

function toMember(document: ConfigDocument, header: TemplateHeader | undefined): Member | undefined {
  if (document.kind !== 'template') return { kind: document.kind, document };
  return header === undefined ? undefined : { kind: 'template', header };
}

/** Everything in a program by label. */
export function listMembers(content: SnapshotContent): Map<string, Member> {
  const documents: Exclude<ConfigDocument, TemplateDocument>[] = [
    ...content.rules,
    ...content.segments,
    ...content.traits,
    ...content.campaigns,
    ...(isDefaultPolicy(content.policy) ? [] : [content.policy]),
  ];
  return new Map<string, Member>([
    ...documents.map((document): [string, Member] => [
      `${document.kind}/${document.id}`,
      { kind: document.kind, document },
    ]),
    ...content.templates.map((header): [string, Member] => [
      `template/${header.id}`,
      { kind: 'template', header },
    ]),
  ]);
}

function isDefaultPolicy(policy: PolicyDocument): boolean {
  return (
    JSON.stringify(sortKeys(policy as unknown as Json)) ===
    JSON.stringify(sortKeys(defaultPolicy as unknown as Json))
  );
}

function toContent(members: ReadonlyMap<string, Member>): SnapshotContent {
  const sorted = [...members].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, member]) => member);
  const documents = sorted.flatMap((member) => (member.kind === 'template' ? [] : [member.document]));
  return {
    rules: documents.filter((document) => document.kind === 'rule'),
    segments: documents.filter((document) => document.kind === 'segment'),
    traits: documents.filter((document) => document.kind === 'trait'),
    journeys: [],
    campaigns: documents.filter((document) => document.kind === 'campaign'),
    templates: sorted.flatMap((member) => (member.kind === 'template' ? [member.header] : [])),
    policy: documents.find((document) => document.kind === 'policy') ?? defaultPolicy,
  };
}

function sortKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}
