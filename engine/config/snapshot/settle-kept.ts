/** Last published versions that cannot stay in force, although the new version is invalid. */
import type { ConfigDocument } from '../../model/documents/documents.ts';
import {
  findForbidden,
  listContentReads,
  listFields,
  listReads,
  type SensitiveRead,
} from '../check/check-sensitive.ts';
import type { ValidatedDocument } from '../check/reject-documents.ts';
import { kindDefinitions } from '../kinds/kind-definitions.ts';
import { createProblem, type Problem } from '../problems/problem.ts';
import { findMissing } from './find-missing.ts';
import { type Member, readMemberDocument } from './program-members.ts';

export interface KeptMembers {
  /** Of the next program, by label. */
  readonly members: Map<string, Member>;
  /** Labels of those that are the last published version. */
  readonly kept: Set<string>;
  readonly documents: readonly ValidatedDocument[];
}

export function settleKept(program: KeptMembers): Problem[] {
  return [...settleForbidden(program), ...settleUnsupported(program)];
}

/** It reads a field that is sensitive now. */
function settleForbidden(program: KeptMembers): Problem[] {
  const { members, kept } = program;
  const all = [...members.values()].map(readMemberDocument);
  const policy = all.find((document) => document?.kind === 'policy');
  const fields = listFields(policy, all);
  if (fields.length === 0) return [];
  return [...kept].flatMap((label) => {
    const member = members.get(label);
    const [forbidden] = member === undefined ? [] : findForbidden(fields, listMemberReads(member), label);
    if (member === undefined || forbidden === undefined) return [];
    return settle(program, label, member, `it passes on "${forbidden.path}", which is sensitive.`);
  });
}

function listMemberReads(member: Member): readonly SensitiveRead[] {
  return member.kind === 'template'
    ? listContentReads(member.header.variables)
    : listReads(member.document, []);
}

/** It references a removed document. */
function settleUnsupported(program: KeptMembers): Problem[] {
  const { members, kept } = program;
  const problems: Problem[] = [];
  for (let isStable = false; !isStable; ) {
    isStable = true;
    for (const label of kept) {
      const member = members.get(label);
      const document = member === undefined ? undefined : readMemberDocument(member);
      if (member === undefined || !isSettled(document)) continue;
      const missing = findMissing(document, members);
      if (missing === undefined) continue;
      isStable = false;
      const need = `it needs ${missing.kind} "${missing.id}", which is no longer live.`;
      problems.push(...settle(program, label, member, need));
    }
  }
  return problems;
}

/** Of a purpose: without its template, no one can confirm; without the purpose, every yes would count unconfirmed. */
function isSettled(document: ConfigDocument | undefined): document is ConfigDocument {
  return document?.status === 'live' && document.kind !== 'purpose';
}

/**
 * Journeys and campaigns are paused, because a program without them would forget the positions of people; other kinds are
 * removed.
 */
function settle(
  { members, kept, documents }: KeptMembers,
  label: string,
  member: Member,
  reason: string,
): Problem[] {
  const origin = documents.find((validated) => validated.label === label)?.source.origin;
  const paused = kindDefinitions[member.kind].membership.restate(member, 'paused');
  if (paused !== undefined) {
    members.set(label, paused);
    const remedy = `Its last published version was paused: ${reason}`;
    return [createProblem(label, { segments: [], remedy, code: 'last_version_paused' }, origin)];
  }
  members.delete(label);
  kept.delete(label);
  const remedy = `Its last published version was removed as well: ${reason}`;
  return [createProblem(label, { segments: [], remedy, code: 'last_version_dropped' }, origin)];
}
