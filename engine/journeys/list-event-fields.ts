/** The fields of the event a journey was entered by that its steps read later. */

import { isObject, type Json } from '../base/json.ts';
import type { Condition } from '../model/documents/condition.ts';
import type { Pattern, ValueExpression } from '../model/documents/document-base.ts';
import type { JourneyGraph, JourneyStep } from '../model/documents/journey-document.ts';
import type { CompiledTemplate } from '../turn/definitions.ts';
import type { EventField } from './compiled-journey.ts';

/** Templates say what they use; one that is changed later finds only what was kept. */
export function listEventFields(
  { steps }: Pick<JourneyGraph, 'steps'>,
  templates: ReadonlyMap<string, CompiledTemplate>,
): readonly EventField[] {
  const found = new Map<string, EventField>();
  for (const step of Object.values(steps)) {
    for (const path of listPaths(step, templates)) {
      const field = toField(path);
      if (field !== undefined) found.set(field.join('.'), field);
    }
  }
  // The whole record holds what one of its fields asks for.
  return [...found.values()].filter(([root, name]) => name === undefined || !found.has(root));
}

function listPaths(
  step: JourneyStep,
  templates: ReadonlyMap<string, CompiledTemplate>,
): readonly (readonly string[])[] {
  switch (step.type) {
    case 'send':
      return [...(templates.get(step.template)?.variables ?? []), ...listReferences({ score: step.score })];
    case 'update':
      return listReferences(step.traits);
    case 'emit':
    case 'enter':
      return listReferences(step.properties);
    case 'webhook':
      return listReferences(step.body);
    case 'branch':
      return step.branches.flatMap(({ condition }) => listConditionPaths(condition));
    case 'wait':
      return 'untilDate' in step ? [step.untilDate.from.split('.')] : [];
    default:
      return [];
  }
}

function listReferences(
  values: Readonly<Record<string, ValueExpression | undefined>> | undefined,
): readonly (readonly string[])[] {
  return Object.values(values ?? {}).flatMap((value) => {
    const from = isObject(value) ? value['from'] : undefined;
    return typeof from === 'string' ? [from.split('.')] : [];
  });
}

function listConditionPaths(condition: Condition): readonly (readonly string[])[] {
  if ('all' in condition) return condition.all.flatMap(listConditionPaths);
  if ('any' in condition) return condition.any.flatMap(listConditionPaths);
  if ('not' in condition) return listConditionPaths(condition.not);
  return 'event' in condition ? listPatternPaths(condition.event, ['event']) : [];
}

/** Two levels below `event`: more is not told apart when keeping. */
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
  if (root !== 'event' || field === undefined) return undefined;
  const hasLevels = field === 'properties' || field === 'traits' || field === 'context';
  return hasLevels && name !== undefined ? [field, name] : [field];
}
