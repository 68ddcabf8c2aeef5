/**
 * Warns of events that end or continue an instance of a journey with a key, but may not contain the key: they have no
 * effect.
 */
import { groupEvents } from '../../../accounts/account-view.ts';
import { accountKeyPath } from '../../../journeys/account-claim.ts';
import type {
  JourneyDocument,
  JourneyEvent,
  JourneyTrigger,
} from '../../../model/documents/journey-document.ts';
import type { Finding, PathSegment } from '../../problems/problem.ts';
import { listStepEvents } from '../../steps/step-validations.ts';

/** Warnings. The trigger's events contain the key, events of membership the account, and an event with a "key" of its own is intended. */
export function warnKeys(journey: JourneyDocument): Finding[] {
  const { exitOn = [], goal, key, steps, trigger } = journey;
  if (key === undefined) return [];
  const keyed = new Set([
    ...listTriggers(trigger),
    ...(key === accountKeyPath ? Object.values(groupEvents) : []),
  ]);
  const places: (readonly [JourneyEvent, readonly PathSegment[]])[] = [
    ...exitOn.map((event, index) => [event, ['exitOn', index]] as const),
    ...(goal === undefined ? [] : [[goal, ['goal']] as const]),
    ...Object.entries(steps).flatMap(([id, step]) =>
      listStepEvents(step).map(([event, at]) => [event, ['steps', id, ...at]] as const),
    ),
  ];
  return places.flatMap(([event, at]): Finding[] => {
    if (!('event' in event) || event.key !== undefined) return [];
    const other = [event.event].flat().find((name) => !keyed.has(name));
    if (other === undefined) return [];
    const remedy = `This compares ${key}, the key of the journey: an event "${other}" without it has no effect here. Write "key: false" to accept any event, or give the path in this event, as in "key: ${key}".`;
    return [
      { segments: [...at, 'event'], received: event.event, remedy, code: 'wrong_value', severity: 'warning' },
    ];
  });
}

function listTriggers(trigger: JourneyTrigger): readonly string[] {
  if ('api' in trigger) return ['Enter Journey'];
  return 'event' in trigger ? [trigger.event].flat() : [];
}
