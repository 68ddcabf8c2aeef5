/** Journeys that may not pass their key on. No one enters them; people who are inside leave without the key. */
import { omitAbsent } from '../../base/omit-absent.ts';
import { hasSensitiveKey } from '../../policy/sensitive-fields.ts';
import { listFields } from '../check/check-sensitive.ts';
import { createJourneyMember, type Member, readMemberDocument } from './program-members.ts';

export function markKeys(members: Map<string, Member>): void {
  const all = [...members.values()].map(readMemberDocument);
  const fields = listFields(
    all.find((document) => document?.kind === 'policy'),
    all,
  );
  for (const [label, member] of members) {
    if (member.kind !== 'journey') continue;
    const { hidesKey: _, ...journey } = member.journey;
    const hidesKey = hasSensitiveKey(fields, journey, label) ? true : undefined;
    members.set(label, createJourneyMember({ ...journey, ...omitAbsent({ hidesKey } as const) }));
  }
}
