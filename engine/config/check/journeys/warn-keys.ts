/** Events that end or move an instance of a journey with a key, and that may come without the key: then nothing happens. */
import type {
  JourneyDocument,
  JourneyEvent,
  JourneyTrigger,
} from '../../../model/documents/journey-document.ts';
import type { Finding, PathSegment } from '../../problems/problem.ts';
import { listStepEvents } from '../../steps/step-validations.ts';

/** Warnings. The events of the trigger carry the key, and an event with a "key" of its own was thought about. */
export function warnKeys(journey: JourneyDocument): Finding[] {
  const { exitOn = [], goal, key, steps, trigger } = journey;
  if (key === undefined) return [];
  const keyed = new Set(listTriggers(trigger));
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
    const remedy = `This compares ${key}, the key of the journey: an event "${other}" that does not carry it has no effect here. Write "key: false" to take any, or the path in this event, as in "key: ${key}", to say that it carries it.`;
    return [
      { segments: [...at, 'event'], received: event.event, remedy, code: 'wrong_value', severity: 'warning' },
    ];
  });
}

function listTriggers(trigger: JourneyTrigger): readonly string[] {
  if ('api' in trigger) return ['Enter Journey'];
  return 'event' in trigger ? [trigger.event].flat() : [];
}
