/** Documents that pass a sensitive field on without the permission of the policy. */
import { listStepReads } from '../../journeys/steps/step-types.ts';
import type { ConfigDocument } from '../../model/documents/documents.ts';
import type { JourneyDocument, JourneyStep } from '../../model/documents/journey-document.ts';
import type { PolicyDocument } from '../../model/documents/policy-document.ts';
import type { TraitDocument } from '../../model/documents/trait-document.ts';
import type { TemplateHeader } from '../../model/program-snapshot.ts';
import { findSensitive, listSensitive, type SensitiveField } from '../../policy/sensitive-fields.ts';
import type { Finding, PathSegment } from '../problems/problem.ts';
import { formatSuggestion } from '../problems/suggest-name.ts';
import { listPassedOn } from '../references/list-in-document.ts';
import { explainPath } from './check-paths.ts';

export interface SensitiveRead {
  readonly path: string;
  /** Place in the document. */
  readonly at: readonly PathSegment[];
}

/** Other steps compare values and order messages by them. */
const passingSteps: readonly JourneyStep['type'][] = ['update', 'emit', 'webhook', 'enter'];

/** Of templates, `variables` are the paths that their content shows. */
export function listReads(
  document: ConfigDocument,
  variables: TemplateHeader['variables'],
): readonly SensitiveRead[] {
  if (document.kind === 'template') return listContentReads(variables);
  if (document.kind === 'rule')
    return document.actions.flatMap((action, index) => listPassedOn(action, ['actions', index]));
  // The other kinds compare values, and pass none on. A computed trait is as sensitive as what it is made of.
  return document.kind === 'journey' ? listInJourney(document) : [];
}

/** Of a template. */
export function listContentReads(variables: TemplateHeader['variables']): readonly SensitiveRead[] {
  return variables.map((path) => ({ path, at: ['content'] }));
}

/** What a document reads and may not. `label`: its kind and id. */
export function findForbidden(
  fields: readonly SensitiveField[],
  reads: readonly SensitiveRead[],
  label: string,
): readonly (SensitiveRead & { readonly field: SensitiveField })[] {
  return reads.flatMap((read) => {
    const field = findSensitive(fields, read.path, label);
    return field === undefined ? [] : [{ ...read, field }];
  });
}

/** `documents`: all that are valid so far. */
export function listFields(
  policy: Pick<PolicyDocument, 'sensitive'> | undefined,
  documents: readonly (ConfigDocument | undefined)[],
): readonly SensitiveField[] {
  if (policy?.sensitive === undefined) return [];
  const isInForce = (document: ConfigDocument | undefined): document is TraitDocument =>
    document?.kind === 'trait' && document.status !== 'archived';
  return listSensitive(policy.sensitive, documents.filter(isInForce));
}

export function checkSensitiveReads(
  document: ConfigDocument,
  variables: TemplateHeader['variables'],
  fields: readonly SensitiveField[],
): Finding[] {
  const label = `${document.kind}/${document.id}`;
  return findForbidden(fields, listReads(document, variables), label).map(({ path, at, field }): Finding => {
    const remedy = `It passes on "${path}", and "${field.path}" is sensitive: remove it here, or add "${label}" to "allow" of that field in the live policy.`;
    return { segments: at, received: path, remedy, code: 'sensitive_field' };
  });
}

/** Of the policy alone. */
export function checkSensitivePaths({ sensitive = [] }: PolicyDocument): Finding[] {
  return sensitive.flatMap(({ path }, index): Finding[] => {
    const find = (remedy: string): Finding[] => [
      { segments: ['sensitive', index, 'path'], received: path, remedy, code: 'wrong_value' },
    ];
    const problem = explainPath(path);
    if (problem !== undefined) return find(problem);
    if (!/^(?:profile\.traits|event\.(?:properties|context)|account)\./.test(path) || path === 'account.id')
      return find(
        'A sensitive field is a trait, a property, a part of the context, or a trait of an account: profile.traits.tax_code, event.properties.diagnosis, event.context.ip, account.iban.',
      );
    if (sensitive.findIndex((other) => other.path === path) < index)
      return find('The field is listed before: keep one of the two.');
    return [];
  });
}

/** Documents of "allow" that do not exist, such as mistyped ones. `labels`: of all documents. */
export function warnUnknownReaders({ sensitive = [] }: PolicyDocument, labels: readonly string[]): Finding[] {
  return sensitive.flatMap(({ allow = [] }, index) =>
    allow.flatMap((label, position): Finding[] => {
      if (labels.includes(label)) return [];
      const remedy = `There is no "${label}".${formatSuggestion(label, labels)}`;
      const segments = ['sensitive', index, 'allow', position];
      return [{ segments, received: label, remedy, code: 'unknown_reference', severity: 'warning' }];
    }),
  );
}

/** The key is in the events that the journey emits. */
function listInJourney({ key, steps }: JourneyDocument): readonly SensitiveRead[] {
  const ofKey = key === undefined ? [] : [{ path: key, at: ['key'] }];
  const ofSteps = Object.entries(steps).flatMap(([id, step]) =>
    passingSteps.includes(step.type)
      ? listStepReads(step, new Map()).map(({ path, at }) => ({ path, at: ['steps', id, ...at] }))
      : [],
  );
  return [...ofKey, ...ofSteps];
}
