/** Which other documents a document names, and where. */
import type { CampaignDocument } from '../../model/documents/campaign-document.ts';
import type { Condition } from '../../model/documents/condition.ts';
import type { ConfigDocument } from '../../model/documents/documents.ts';
import type { JourneyDocument } from '../../model/documents/journey-document.ts';
import type { RuleDocument } from '../../model/documents/rule-document.ts';
import type { PathSegment } from '../problems/problem.ts';
import { listInStep } from '../steps/step-validations.ts';
import { listInCondition } from './list-in-condition.ts';
import { listInValues } from './list-in-path.ts';
import { listInEvent, nameSegment, type Reference } from './reference.ts';

type At = readonly PathSegment[];

/** Templates, segments, journeys and computed traits that a document needs. */
export function listReferences(document: ConfigDocument): readonly Reference[] {
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

function listInRule({ trigger, condition, actions }: RuleDocument): readonly Reference[] {
  return [
    ...('segment' in trigger ? [nameSegment(trigger.segment, ['trigger', 'segment'])] : []),
    ...listInOptional(condition),
    ...actions.flatMap((action, index) => {
      const at: At = ['actions', index];
      if ('send' in action) {
        const template: Reference = { kind: 'template', id: action.send, segments: [...at, 'send'] };
        return [template, ...listInValues({ score: action.score }, at)];
      }
      if ('update' in action) return listInValues(action.update.traits, [...at, 'update', 'traits']);
      if ('emit' in action) return listInValues(action.properties, [...at, 'properties']);
      return listInValues(action.body, [...at, 'body']);
    }),
  ];
}

function listInJourney({ trigger, condition, exitOn, goal, steps }: JourneyDocument): readonly Reference[] {
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

function listInCampaign({ audience, send, enter, score }: CampaignDocument): readonly Reference[] {
  return [
    nameSegment(audience.segment, ['audience', 'segment']),
    ...(send === undefined ? [] : [{ kind: 'template' as const, id: send, segments: ['send'] }]),
    ...(enter === undefined ? [] : [{ kind: 'journey' as const, id: enter, segments: ['enter'] }]),
    ...listInValues({ score }, []),
  ];
}

function listInOptional(condition: Condition | undefined): readonly Reference[] {
  return condition === undefined ? [] : listInCondition(condition, ['condition']);
}
