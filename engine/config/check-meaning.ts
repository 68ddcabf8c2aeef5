/** Checks of one document beyond its shape: conditions and patterns compile, paths exist, content fits its channel. */
import { compileCondition } from '../conditions/compile-condition.ts';
import type {
  Condition,
  ConfigDocument,
  Pattern,
  PolicyDocument,
  RuleDocument,
  SegmentDocument,
  TraitDocument,
  ValueExpression,
} from '../documents.ts';
import { compilePattern } from '../patterns/compile-pattern.ts';
import { checkCampaign } from './check-campaign.ts';
import { checkJourney } from './check-journey.ts';
import { explainPath } from './check-paths.ts';
import { checkTemplateContent } from './check-template-content.ts';
import { type Finding, type PathSegment, parsePath } from './problem.ts';
import { isRecord } from './read-value.ts';

/** Everything wrong with a document that its schema accepted. */
export function checkMeaning(document: ConfigDocument): Finding[] {
  switch (document.kind) {
    case 'rule':
      return checkRule(document);
    case 'segment':
      return checkSegment(document);
    case 'trait':
      return checkTrait(document);
    case 'template':
      return checkTemplateContent(document);
    case 'policy':
      return checkPolicy(document);
    case 'journey':
      return checkJourney(document);
    case 'campaign':
      return checkCampaign(document);
  }
}

/** What the compilers say of a condition or pattern whose document broke its schema. */
export function explainCompiledFields(written: Readonly<Record<string, unknown>>): Finding[] {
  const { condition, where } = written;
  return [
    ...(condition === undefined ? [] : checkCondition(condition as Condition, false)),
    ...(where === undefined ? [] : checkPattern(where as Pattern, 'where')),
  ];
}

function checkRule(rule: RuleDocument): Finding[] {
  const findings = rule.condition === undefined ? [] : checkCondition(rule.condition, false);
  rule.actions.forEach((action, index) => {
    const at: PathSegment[] = ['actions', index];
    if ('update' in action) findings.push(...checkValues(action.update.traits, [...at, 'update', 'traits']));
    if ('emit' in action) findings.push(...checkValues(action.properties ?? {}, [...at, 'properties']));
    if ('webhook' in action) {
      findings.push(...checkUrl(action.webhook, [...at, 'webhook']));
      findings.push(...checkValues(action.body ?? {}, [...at, 'body']));
    }
  });
  return findings;
}

function checkSegment(segment: SegmentDocument): Finding[] {
  return checkCondition(segment.condition, true);
}

function checkTrait(trait: TraitDocument): Finding[] {
  const findings = trait.where === undefined ? [] : checkPattern(trait.where, 'where');
  const needsPath = trait.function !== 'count' && trait.function !== 'recency';
  if (needsPath && trait.path === undefined) {
    const remedy = `"${trait.function}" needs to know of what: give path, such as "properties.revenue".`;
    findings.push({ segments: ['path'], remedy, code: 'missing' });
  }
  const remedy = trait.path === undefined ? undefined : explainPath(trait.path, 'event');
  if (remedy !== undefined) {
    findings.push({ segments: ['path'], received: trait.path, remedy, code: 'invalid_path' });
  }
  return findings;
}

/** Nothing beyond its schema: the record of checks stays exhaustive. */
function checkPolicy(_policy: PolicyDocument): Finding[] {
  return [];
}

function checkCondition(condition: Condition, isSegment: boolean): Finding[] {
  try {
    const compiled = compileCondition(condition, 'condition');
    if (!isSegment || !compiled.usesEvent) return [];
    const remedy =
      'A segment is about the person, not about the moment: use "did" instead of "event" ({ did: { event: ..., where: ... } }).';
    return findEventLeaves(condition, ['condition']).map((segments) => ({
      segments,
      remedy,
      code: 'invalid_condition' as const,
    }));
  } catch (error) {
    return [explainThrown(error, ['condition'], 'invalid_condition')];
  }
}

function checkPattern(pattern: Pattern, path: string): Finding[] {
  try {
    compilePattern(pattern, path);
    return [];
  } catch (error) {
    return [explainThrown(error, [path], 'invalid_pattern')];
  }
}

/** Compilers throw errors that carry path, received and remedy; anything else is a fault of ours and goes on up. */
function explainThrown(error: unknown, segments: readonly PathSegment[], code: Finding['code']): Finding {
  if (!isExplained(error)) throw error;
  const path = parsePath(error.path);
  return {
    segments: path.length === 0 ? segments : path,
    received: readJson(error.received),
    remedy: error.remedy,
    code: error.name === 'PatternInvalidError' ? 'invalid_pattern' : code,
  };
}

/** These errors carry what they received as JSON, possibly cut short. */
export function readJson(received: unknown): unknown {
  if (typeof received !== 'string') return received;
  try {
    return JSON.parse(received);
  } catch {
    return received;
  }
}

export function isExplained(
  error: unknown,
): error is Error & { readonly path: string; readonly received: unknown; readonly remedy: string } {
  return error instanceof Error && 'path' in error && typeof error.path === 'string' && 'remedy' in error;
}

function findEventLeaves(condition: Condition, at: readonly PathSegment[]): PathSegment[][] {
  if ('event' in condition) return [[...at, 'event']];
  if ('not' in condition) return findEventLeaves(condition.not, [...at, 'not']);
  const key = 'all' in condition ? 'all' : 'any';
  const parts = 'all' in condition ? condition.all : 'any' in condition ? condition.any : [];
  return parts.flatMap((part, index) => findEventLeaves(part, [...at, key, index]));
}

function checkValues(
  values: Readonly<Record<string, ValueExpression>>,
  at: readonly PathSegment[],
): Finding[] {
  return Object.entries(values).flatMap(([name, value]): Finding[] => {
    if (!isRecord(value) || !Object.hasOwn(value, 'from')) return [];
    const segments = [...at, name, 'from'];
    const { from } = value;
    if (typeof from !== 'string') {
      const remedy = '"from" is a path, such as "event.properties.total".';
      return [{ segments, received: from, remedy, code: 'wrong_type' }];
    }
    const extra = Object.keys(value).filter((key) => key !== 'from' && key !== 'default');
    if (extra.length > 0) {
      const remedy = `Beside "from" only "default" is possible, not "${extra.join('", "')}".`;
      return [{ segments: [...at, name], received: value, remedy, code: 'unknown_key' }];
    }
    const remedy = explainPath(from);
    return remedy === undefined ? [] : [{ segments, received: from, remedy, code: 'invalid_path' }];
  });
}

const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

function checkUrl(text: string, segments: readonly PathSegment[]): Finding[] {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    const remedy = 'A webhook is a full URL, such as "https://example.com/hook".';
    return [{ segments, received: text, remedy, code: 'wrong_value' }];
  }
  if (url.username !== '' || url.password !== '') {
    const remedy = 'Keep credentials out of the URL: send them in "headers".';
    return [{ segments, remedy, code: 'wrong_value' }];
  }
  if (url.protocol === 'https:' || loopbackHosts.has(url.hostname)) return [];
  const remedy = 'Personal data would travel in clear: use https.';
  return [{ segments, received: text, remedy, code: 'insecure_url', severity: 'warning' }];
}
