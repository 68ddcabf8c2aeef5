/** Warns when a policy changes the form in which ids are compared: what was bound before is found in the former form only. */
import type { IdentityPolicy } from '../../model/documents/identity-policy.ts';
import type { Finding } from '../problems/problem.ts';

/** `previous`: of the published policy. */
export function warnNormalForms(
  { kinds = {} }: IdentityPolicy = {},
  { kinds: published = {} }: IdentityPolicy = {},
): Finding[] {
  return [...new Set([...Object.keys(kinds), ...Object.keys(published)])].flatMap((kind): Finding[] => {
    const [former, forms] = [published, kinds].map((all) => listForms(all, kind));
    if (former?.join() === forms?.join()) return [];
    const change = `The published policy compares ids of "${kind}" ${describe(former)}, this one ${describe(forms)}. What was bound before is not converted: an id is found only if its former form is the same as the new one.`;
    return [
      {
        segments: ['identity', 'kinds', kind, 'normalize'],
        received: forms,
        remedy: `${change} ${kind === 'userId' ? ofUsers : ofOthers}`,
        code: 'wrong_value',
        severity: 'warning',
      },
    ];
  });
}

const ofUsers =
  'Every other person gets a second, empty profile with the next event, and no event joins the two, because they count as two users. Their consents, journeys and limits stay with the former profile. Keep the published form, and convert ids in the source, unless all ids are in the new form already.';
const ofOthers =
  'An event with only another id gets a profile of its own, until an event has the userId of the person and the id. Send or import one such event per person first after this change.';

function listForms(kinds: NonNullable<IdentityPolicy['kinds']>, kind: string): readonly string[] {
  const { normalize = [] } = (Object.hasOwn(kinds, kind) ? kinds[kind] : undefined) ?? {};
  return [...new Set<string>(normalize)].sort();
}

function describe(forms: readonly string[] = []): string {
  return forms.length === 0 ? 'as they are' : `by ${forms.join(', ')}`;
}
