/** `percorso enter`: enters a person into a journey with the trigger `api`, as any other system can. */
import type { TouchpointSender } from '../../../app/ports/touchpoint-sender.ts';
import type { JourneyDocument } from '../../../engine/model/documents/journey-document.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';
import { composeEvent, type PutEventOptions, putEvents } from './put-event.ts';

export type EnterOptions = Pick<PutEventOptions, 'user' | 'anonymous' | 'property' | 'messageId' | 'source'>;

/** Throws UsageError when no person can enter the journey this way. */
export async function enterJourney(
  id: string,
  options: EnterOptions,
  {
    program,
    sender,
    now,
  }: {
    readonly program: ProgramSnapshot | undefined;
    readonly sender: TouchpointSender;
    readonly now: number;
  },
): Promise<CommandResult> {
  checkJourney(id, program);
  if (options.user === undefined && options.anonymous === undefined) {
    throw new UsageError('No person given.', 'Give --user <id> or --anonymous <id>.');
  }
  const property = [...options.property, `journey=${JSON.stringify(id)}`];
  const event = composeEvent('Enter Journey', { trait: [], consent: [], check: true, ...options, property });
  const result = await putEvents([event], { source: options.source, check: true }, sender, now);
  if (result.exitCode !== 0) return result;
  const person = options.user ?? options.anonymous ?? '';
  const key = options.user === undefined ? 'anonymousId' : 'userId';
  return {
    exitCode: 0,
    json: { sent: 1, journey: id, [key]: person },
    lines: [
      `Requested that ${person} enter journey ${id}. To see whether they entered: \`percorso why ${key}:${person} journey:${id}\`.`,
    ],
  };
}

function checkJourney(id: string, program: ProgramSnapshot | undefined): void {
  const journeys = program?.journeys.map(({ document }) => document) ?? [];
  const open = journeys.filter(takesAnybody).map((document) => document.id);
  const remedy =
    open.length === 0
      ? 'No live journey has the trigger { api: true }.'
      : `Live journeys with the trigger { api: true }: ${open.join(', ')}.`;
  const journey = journeys.find((document) => document.id === id);
  if (journey === undefined) throw new UsageError(`No journey "${id}" is published.`, remedy);
  if (!('api' in journey.trigger)) {
    const problem = `Journey "${id}" has another trigger: ${JSON.stringify(journey.trigger)}.`;
    throw new UsageError(problem, `This command works with the trigger { api: true }. ${remedy}`);
  }
  if (journey.status === 'live') return;
  throw new UsageError(
    `Journey "${id}" is ${journey.status}: no person can enter.`,
    'Set its status to live, and publish.',
  );
}

function takesAnybody({ trigger, status }: JourneyDocument): boolean {
  return 'api' in trigger && status === 'live';
}
