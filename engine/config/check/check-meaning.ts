/** Checks of one document beyond its shape: conditions and patterns compile, paths exist, content fits its channel. */
import type { ConfigDocument } from '../../model/documents/documents.ts';
import type { RuleDocument } from '../../model/documents/rule-document.ts';
import type { SegmentDocument } from '../../model/documents/segment-document.ts';
import type { TraitDocument } from '../../model/documents/trait-document.ts';
import type { Finding, PathSegment } from '../problems/problem.ts';
import { checkCampaign } from './check-campaign.ts';
import { checkCondition, checkPattern, findEventLeaves } from './check-conditions.ts';
import { checkHeaders } from './check-headers.ts';
import { checkJourney } from './check-journey.ts';
import { explainPath } from './check-paths.ts';
import { checkPolicy } from './check-policy.ts';
import { checkTemplateContent } from './check-template-content.ts';
import { checkScore, checkUrl, checkValues } from './check-values.ts';

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

function checkRule(rule: RuleDocument): Finding[] {
  const findings = rule.condition === undefined ? [] : checkCondition(rule.condition, ['condition']);
  rule.actions.forEach((action, index) => {
    const at: PathSegment[] = ['actions', index];
    if ('send' in action) findings.push(...checkScore(action.score, at));
    if ('update' in action) findings.push(...checkValues(action.update.traits, [...at, 'update', 'traits']));
    if ('emit' in action) findings.push(...checkValues(action.properties, [...at, 'properties']));
    if ('webhook' in action) {
      findings.push(...checkUrl(action.webhook, [...at, 'webhook']));
      findings.push(...checkHeaders(action, [...at, 'headers']));
      findings.push(...checkValues(action.body, [...at, 'body']));
    }
  });
  return findings;
}

function checkSegment({ condition }: SegmentDocument): Finding[] {
  const findings = checkCondition(condition, ['condition']);
  if (findings.length > 0) return findings;
  const remedy =
    'A segment is about the person, not about the moment: use "did" instead of "event" ({ did: { event: ..., where: ... } }).';
  return findEventLeaves(condition, ['condition']).map((segments) => ({
    segments,
    remedy,
    code: 'invalid_condition' as const,
  }));
}

function checkTrait(trait: TraitDocument): Finding[] {
  const findings = trait.where === undefined ? [] : checkPattern(trait.where, ['where']);
  const needsPath = trait.function !== 'count' && trait.function !== 'recency';
  if (needsPath && trait.path === undefined) {
    const remedy = `"${trait.function}" needs to know of what: give path, such as "properties.revenue".`;
    findings.push({ segments: ['path'], remedy, code: 'missing' });
  }
  const remedy = trait.path === undefined ? undefined : explainPath(trait.path, 'event');
  if (remedy !== undefined) {
    findings.push({ segments: ['path'], received: trait.path, remedy, code: 'invalid_path' });
  }
  return [...findings, ...checkTimes(trait)];
}

function checkTimes({ times, function: kept }: TraitDocument): Finding[] {
  if (times === undefined) return [];
  const segments = ['times'];
  if (kept !== 'sum' && kept !== 'min' && kept !== 'max') {
    const remedy = `"times" multiplies numbers, for sum, min and max; "${kept}" takes the value as it is: take "times" out.`;
    return [{ segments, received: times, remedy, code: 'unknown_key' }];
  }
  const remedy = explainPath(times, 'event');
  return remedy === undefined ? [] : [{ segments, received: times, remedy, code: 'invalid_path' }];
}
