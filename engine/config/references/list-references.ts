/** Which other documents a document names, and where. */
import type { CampaignDocument } from '../../model/documents/campaign-document.ts';
import type { Condition } from '../../model/documents/condition.ts';
import type { ConfigDocument } from '../../model/documents/documents.ts';
import type { JourneyDocument } from '../../model/documents/journey-document.ts';
import type { RuleDocument } from '../../model/documents/rule-document.ts';
import type { PathSegment } from '../problems/problem.ts';
import { listInCondition } from './list-in-condition.ts';
import { listInEvent, listInStep } from './list-in-step.ts';
import { listInValue, listInValues, type Reference } from './list-values.ts';

type At = readonly PathSegment[];

/** Templates, segments, journeys and computed traits that a document needs. */
export function listReferences(document: ConfigDocument): Reference[] {
  switch (document.kind) {
    case 'rule':
      return listInRule(document);
    case 'segment':
      return listInCondition(document.condition, ['condition']);
    case 'journey':
      return listInJourney(document);
    case 'campaign':
      return listInCampaign(document);
    case 'trait':
    case 'template':
    case 'policy':
      return [];
  }
}

function listInRule({ trigger, condition, actions }: RuleDocument): Reference[] {
  return [
    ...('segment' in trigger ? [nameSegment(trigger.segment, ['trigger', 'segment'])] : []),
    ...listInOptional(condition),
    ...actions.flatMap((action, index) => {
      const at: At = ['actions', index];
      if ('send' in action) {
        const template: Reference = { kind: 'template', id: action.send, segments: [...at, 'send'] };
        return [template, ...listInValue(action.score, [...at, 'score'])];
      }
      if ('update' in action) return listInValues(action.update.traits, [...at, 'update', 'traits']);
      if ('emit' in action) return listInValues(action.properties, [...at, 'properties']);
      return listInValues(action.body, [...at, 'body']);
    }),
  ];
}

function listInJourney({ trigger, condition, exitOn, goal, steps }: JourneyDocument): Reference[] {
  return [
    ...('segment' in trigger ? [nameSegment(trigger.segment, ['trigger', 'segment'])] : []),
    ...('audience' in trigger
      ? [nameSegment(trigger.audience.segment, ['trigger', 'audience', 'segment'])]
      : []),
    ...listInOptional(condition),
    ...(exitOn ?? []).flatMap((event, index) => listInEvent(event, ['exitOn', index])),
    ...(goal === undefined ? [] : listInEvent(goal, ['goal'])),
    ...Object.entries(steps).flatMap(([id, step]) => listInStep(step, ['steps', id])),
  ];
}

function listInCampaign({ audience, send, enter, score }: CampaignDocument): Reference[] {
  return [
    nameSegment(audience.segment, ['audience', 'segment']),
    ...(send === undefined ? [] : [{ kind: 'template' as const, id: send, segments: ['send'] }]),
    ...(enter === undefined ? [] : [{ kind: 'journey' as const, id: enter, segments: ['enter'] }]),
    ...listInValue(score, ['score']),
  ];
}

function listInOptional(condition: Condition | undefined): Reference[] {
  return condition === undefined ? [] : listInCondition(condition, ['condition']);
}

function nameSegment(id: string, segments: At): Reference {
  return { kind: 'segment', id, segments };
}
