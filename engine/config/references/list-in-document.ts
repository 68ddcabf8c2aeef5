/** Which other documents a rule, a journey and a campaign name, and where. */
import type { CampaignDocument } from '../../model/documents/campaign-document.ts';
import type { Condition } from '../../model/documents/condition.ts';
import type { JourneyDocument } from '../../model/documents/journey-document.ts';
import type { RuleDocument } from '../../model/documents/rule-document.ts';
import { listPaths, type PathRead } from '../../values/list-paths.ts';
import type { PathSegment } from '../problems/problem.ts';
import { listInStep } from '../steps/step-validations.ts';
import { listInCondition } from './list-in-condition.ts';
import { listInPath, listInValues } from './list-in-path.ts';
import { listInEvent, nameSegment, type Reference } from './reference.ts';

type At = readonly PathSegment[];

export function listInRule({ trigger, condition, actions }: RuleDocument): readonly Reference[] {
  return [
    ...('segment' in trigger ? [nameSegment(trigger.segment, ['trigger', 'segment'])] : []),
    ...listInOptional(condition),
    ...actions.flatMap((action, index) => {
      const at: At = ['actions', index];
      if ('send' in action) {
        const template: Reference = { kind: 'template', id: action.send, segments: [...at, 'send'] };
        return [template, ...listInValues({ score: action.score }, at)];
      }
      return listPassedOn(action, at).flatMap(({ path, at: place }) => listInPath(path, place));
    }),
  ];
}

/** What an action passes on to traits, an event or another system. `at`: its place in the rule. */
export function listPassedOn(action: RuleDocument['actions'][number], at: At): readonly PathRead[] {
  if ('update' in action) return listPaths(action.update.traits, [...at, 'update', 'traits']);
  if ('emit' in action) return listPaths(action.properties, [...at, 'properties']);
  return 'send' in action ? [] : listPaths(action.body, [...at, 'body']);
}

export function listInJourney({
  trigger,
  condition,
  exitOn,
  goal,
  steps,
}: JourneyDocument): readonly Reference[] {
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

export function listInCampaign({ audience, send, enter, score }: CampaignDocument): readonly Reference[] {
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
