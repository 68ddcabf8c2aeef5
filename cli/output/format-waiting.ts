/** Prints the events that wait for a contract, with the command that sends them again. */
import type { WaitingAnswer } from '../../app/contracts/count-waiting.ts';
import type { CommandResult } from '../terminal/command-result.ts';
import { formatCount } from './format-table.ts';

/** `result` with the events that wait; unchanged where nothing waits or no contract changed. */
export function addWaiting(result: CommandResult, answer: WaitingAnswer | undefined): CommandResult {
  if (answer === undefined) return result;
  const lines = describeWaiting(answer);
  if (lines.length === 0) return result;
  const waiting = 'failure' in answer ? { problem: 'not counted' } : answer;
  return { ...result, json: { ...(result.json as object), waiting }, lines: [...result.lines, ...lines] };
}

function describeWaiting(answer: WaitingAnswer): string[] {
  if ('failure' in answer)
    return [
      'Events in quarantine were not counted. With the responder policy (docs/access.md): `percorso events quarantined`.',
    ];
  const { quarantined, rejected, isCut } = answer;
  const least = isCut ? 'At least ' : '';
  return [
    ...Object.entries(quarantined).map(
      ([name, count]) =>
        `${least}${formatCount(count, 'event')} ${count === 1 ? 'waits' : 'wait'} in quarantine. In a minute, to send those that the contracts accept: \`percorso events replay ${JSON.stringify(name)}\`.`,
    ),
    ...(rejected === 0
      ? []
      : [
          `${least}${formatCount(rejected, 'event')} ${rejected === 1 ? 'was' : 'were'} rejected by a contract. In a minute: \`percorso rejected replay --code contract_rejected\`.`,
        ]),
  ];
}
