/** Lists the fields of a journey's entry event that its steps read later. */

import { isObject, type Json } from '../base/json.ts';
import { listLeaves } from '../conditions/fold-condition.ts';
import type { Pattern } from '../model/documents/document-base.ts';
import type { JourneyGraph, JourneyStep } from '../model/documents/journey-document.ts';
import { eventFields, findForm } from '../model/readable-fields.ts';
import type { EventField } from './compiled-journey.ts';
import type { TemplateVariables } from './steps/step-descriptor.ts';
import { listStepConditions, listStepReads } from './steps/step-types.ts';

/** Templates list the fields they use; one that is changed later finds only what was kept. */
export function listEventFields(
  { steps }: Pick<JourneyGraph, 'steps'>,
  templates: TemplateVariables,
): readonly EventField[] {
  const found = new Map<string, EventField>();
  for (const step of Object.values(steps)) {
    for (const path of listEventPaths(step, templates)) {
      const field = toField(path);
      if (field !== undefined) found.set(field.join('.'), field);
    }
  }
  // The whole record includes each of its fields.
  return [...found.values()].filter(([root, name]) => name === undefined || !found.has(root));
}

function listEventPaths(step: JourneyStep, templates: TemplateVariables): readonly (readonly string[])[] {
  return [
    ...listStepReads(step, templates).map(({ path }) => path.split('.')),
    ...listStepConditions(step)
      .flatMap(([condition]) => listLeaves(condition))
      .flatMap(({ leaf }) => {
        if ('account' in leaf) return [['account']];
        return 'event' in leaf ? listPatternPaths(leaf.event, ['event']) : [];
      }),
  ];
}

/** Two levels below `event`: deeper levels are kept together. */
function listPatternPaths(pattern: Pattern, parent: readonly string[]): readonly (readonly string[])[] {
  return Object.entries(pattern).flatMap(([name, inner]) => {
    if (name === '$or' && Array.isArray(inner)) {
      return inner.flatMap((choice) => (isPattern(choice) ? listPatternPaths(choice, parent) : []));
    }
    const path = [...parent, name];
    return path.length < 3 && isPattern(inner) ? listPatternPaths(inner, path) : [path];
  });
}

function isPattern(value: Json): value is Pattern {
  return isObject(value);
}

function toField([root, field, name]: readonly string[]): EventField | undefined {
  // The event names the account that later steps read.
  if (root === 'account') return ['context', 'groupId'];
  if (root !== 'event' || field === undefined) return undefined;
  return findForm(eventFields, field) === 'map' && name !== undefined ? [field, name] : [field];
}
