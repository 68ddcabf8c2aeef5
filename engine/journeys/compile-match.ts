/** Compiles what exits, goals and waitFor match: an event, or a change of a segment. */
import type { JourneyEvent } from '../model/documents/journey-document.ts';
import { compilePattern } from '../patterns/compile-pattern.ts';
import type { CompiledMatch } from './compiled-journey.ts';
import { readKey } from './entry-event.ts';

/** `key`: the journey's, used when the event names none of its own. Throws PatternInvalidError. */
export function compileMatch(wanted: JourneyEvent, path: string, key: string | undefined): CompiledMatch {
  return 'segment' in wanted ? matchSegment(wanted) : matchEvent(wanted, path, key);
}

function matchSegment({ segment, on }: { segment: string; on: 'entered' | 'left' }): CompiledMatch {
  const isEntering = on === 'entered';
  return {
    matches: (_turn, { changes }) =>
      changes.some((change) => change.segment.id === segment && change.entered === isEntering),
    holdsNow: ({ profile }) => Object.hasOwn(profile.segments, segment) === isEntering,
  };
}

function matchEvent(
  wanted: Extract<JourneyEvent, { event: unknown }>,
  path: string,
  journeyKey: string | undefined,
): CompiledMatch {
  const { event, source, where } = wanted;
  const names = new Set(typeof event === 'string' ? [event] : event);
  const pattern = where === undefined ? undefined : compilePattern(where, `${path}.where`);
  const key = wanted.key === false ? undefined : (wanted.key ?? journeyKey);
  const keyPath = key?.split('.');
  return {
    matches(turn, signal, position, from) {
      const { touchpoint } = turn;
      if (touchpoint === undefined || !signal.isEvent || !names.has(touchpoint.name)) return false;
      if (touchpoint.occurredAt < from) return false;
      if (source !== undefined && touchpoint.source !== source) return false;
      const isKeyed = keyPath !== undefined && position.key !== undefined;
      if (isKeyed && readKey(turn, touchpoint, keyPath) !== position.key) return false;
      return pattern === undefined || pattern.matches(touchpoint, turn.now);
    },
    holdsNow: () => false,
  };
}
