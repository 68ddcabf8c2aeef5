/** Everything that a program holds, by label (`rule/third-order`). */
import { documentKinds } from '../../model/documents/documents.ts';
import { kindDefinitions } from '../kinds/kind-definitions.ts';
import { formatLabel, type Member, type SnapshotContent } from './program-members.ts';

export function listMembers(content: SnapshotContent): Map<string, Member> {
  const members = documentKinds.flatMap((kind) => kindDefinitions[kind].membership.list(content));
  return new Map(members.map((member) => [formatLabel(member), member]));
}
