/** Which other documents a document names, and where. */
import type { Condition, ConfigDocument, DocumentKind, Pattern } from '../documents.ts';
import type { JsonObject } from '../json.ts';
import type { PathSegment } from './problem.ts';
import { isRecord } from './read-value.ts';

export interface Reference {
  readonly kind: DocumentKind;
  readonly id: string;
  readonly segments: readonly PathSegment[];
}

/** Templates, segments and computed traits that a document needs. */
export function listReferences(document: ConfigDocument): Reference[] {
  if (document.kind === 'segment') return listInCondition(document.condition, ['condition']);
  if (document.kind !== 'rule') return [];
  const references: Reference[] = [];
  if ('segment' in document.trigger) {
    references.push({ kind: 'segment', id: document.trigger.segment, segments: ['trigger', 'segment'] });
  }
  if (document.condition !== undefined)
    references.push(...listInCondition(document.condition, ['condition']));
  document.actions.forEach((action, index) => {
    if ('send' in action) {
      references.push({ kind: 'template', id: action.send, segments: ['actions', index, 'send'] });
    }
    for (const [at, values] of listValues(action)) {
      references.push(...listInValues(values, ['actions', index, ...at]));
    }
  });
  return references;
}

function listInCondition(condition: Condition, at: readonly PathSegment[]): Reference[] {
  if ('segment' in condition) {
    return [{ kind: 'segment', id: condition.segment, segments: [...at, 'segment'] }];
  }
  if ('profile' in condition) return listInPattern(condition.profile, [...at, 'profile']);
  if ('not' in condition) return listInCondition(condition.not, [...at, 'not']);
  if ('all' in condition) {
    return condition.all.flatMap((part, index) => listInCondition(part, [...at, 'all', index]));
  }
  if ('any' in condition) {
    return condition.any.flatMap((part, index) => listInCondition(part, [...at, 'any', index]));
  }
  return [];
}

/** In a pattern on the person, the names below `computed` and `segments` are ids of documents. */
function listInPattern(pattern: Pattern, at: readonly PathSegment[]): Reference[] {
  const alternatives = Array.isArray(pattern.$or) ? pattern.$or : [];
  return [
    ...listKeys(pattern.computed, 'trait', [...at, 'computed']),
    ...listKeys(pattern.segments, 'segment', [...at, 'segments']),
    ...alternatives.flatMap((part, index) =>
      isPattern(part) ? listInPattern(part, [...at, '$or', index]) : [],
    ),
  ];
}

function listKeys(value: unknown, kind: 'trait' | 'segment', at: readonly PathSegment[]): Reference[] {
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([id, inner]) => {
    if (id !== '$or') return [{ kind, id, segments: [...at, id] }];
    return Array.isArray(inner)
      ? inner.flatMap((part, index) => listKeys(part, kind, [...at, '$or', index]))
      : [];
  });
}

function listValues(action: object): (readonly [readonly PathSegment[], unknown])[] {
  const fields = action as { update?: { traits?: unknown }; properties?: unknown; body?: unknown };
  return [
    [['update', 'traits'], fields.update?.traits],
    [['properties'], fields.properties],
    [['body'], fields.body],
  ];
}

function listInValues(values: unknown, at: readonly PathSegment[]): Reference[] {
  if (!isRecord(values)) return [];
  return Object.entries(values).flatMap(([name, value]) => {
    const from = isRecord(value) && typeof value.from === 'string' ? value.from.split('.') : [];
    const [root, field, id] = from;
    if (root !== 'profile' || id === undefined) return [];
    if (field !== 'computed' && field !== 'segments') return [];
    const kind = field === 'computed' ? ('trait' as const) : ('segment' as const);
    return [{ kind, id, segments: [...at, name, 'from'] }];
  });
}

function isPattern(value: unknown): value is JsonObject {
  return isRecord(value);
}
