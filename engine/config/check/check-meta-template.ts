/** Compares the Meta template of a locale with the default: one Meta template has the same parameters in each language. */
import type { MetaTemplate } from '../../model/documents/meta-template.ts';
import type { Finding, PathSegment } from '../problems/problem.ts';

/** A part that the locale lacks is that of the default. Another Meta template, by its name, may differ. */
export function checkMetaTemplate(
  own: MetaTemplate | undefined,
  defaults: MetaTemplate | undefined,
  at: readonly PathSegment[],
): Finding[] {
  if (own === undefined || own.name !== defaults?.name) return [];
  return (['header', 'body', 'buttons'] as const).flatMap((part): Finding[] => {
    if (own[part] === undefined) return [];
    const [expected, given] = [describe(defaults[part]), describe(own[part])];
    if (given === expected) return [];
    const remedy = `The default gives "${own.name}" ${expected} in "${part}", and this locale gives it ${given}. Meta refuses a message with other parameters: give the same ones, or name another Meta template.`;
    return [{ segments: [...at, part], received: own[part], remedy, code: 'wrong_value' }];
  });
}

/** Parameters by name or position; an empty text is a button without a parameter. */
function describe(values: object = {}): string {
  const given = Object.entries(values).filter(([, value]) => value !== '');
  if (given.length === 0) return 'no parameter';
  const names = given.map(([key]) => (/^\d+$/.test(key) ? String(Number(key) + 1) : key));
  return `${names.length === 1 ? 'the parameter' : 'the parameters'} ${names.sort().join(', ')}`;
}
