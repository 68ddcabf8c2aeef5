/** `percorso enter`: enters a person into a journey with the trigger `api`, as any other system can. */

import {
  type EntryDependencies,
  type EntryRefusal,
  enterJourney as requestEntry,
} from '../../../app/ingest/enter-journey.ts';
import type { UnreadableTouchpoint } from '../../../app/ingest/put-touchpoints.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';
import { formatPut, type PutEventOptions, readPairs } from './put-event.ts';

export type EnterOptions = Pick<PutEventOptions, 'user' | 'anonymous' | 'property' | 'messageId' | 'source'>;

/** Throws UsageError when no person can enter the journey this way. */
export async function enterJourney(
  id: string,
  { user, anonymous, property, messageId, source }: EnterOptions,
  dependencies: Omit<EntryDependencies, 'source'>,
): Promise<CommandResult> {
  const request = {
    ...omitAbsent({ userId: user, anonymousId: anonymous, messageId }),
    properties: readPairs(property, '--property'),
  };
  const result = await requestEntry(id, request, { ...dependencies, source });
  if (result.outcome !== 'put') throw explainRefusal(id, result);
  if (result.refused.length > 0) return formatPut(result);
  const person = user ?? anonymous ?? '';
  const key = user === undefined ? 'anonymousId' : 'userId';
  return {
    exitCode: 0,
    json: { sent: 1, journey: id, [key]: person },
    lines: [
      `Requested that ${person} enter journey ${id}. To see whether they entered: \`percorso why ${key}:${person} journey:${id}\`.`,
    ],
  };
}

function explainRefusal(id: string, refusal: EntryRefusal | UnreadableTouchpoint): UsageError {
  switch (refusal.outcome) {
    case 'unknown_journey':
      return new UsageError(`No journey "${id}" is published.`, describeOpen(refusal.open));
    case 'other_trigger':
      return new UsageError(
        `Journey "${id}" has another trigger: ${JSON.stringify(refusal.trigger)}.`,
        `This command works with the trigger { api: true }. ${describeOpen(refusal.open)}`,
      );
    case 'not_live':
      return new UsageError(
        `Journey "${id}" is ${refusal.status}: no person can enter.`,
        'Set its status to live, and publish.',
      );
    case 'no_person':
      return new UsageError('No person given.', 'Give --user <id> or --anonymous <id>.');
    case 'unreadable':
      return new UsageError(refusal.problem, refusal.remedy);
  }
}

function describeOpen(open: readonly string[]): string {
  return open.length === 0
    ? 'No live journey has the trigger { api: true }.'
    : `Live journeys with the trigger { api: true }: ${open.join(', ')}.`;
}
