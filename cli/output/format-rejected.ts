/** Prints rejected events: the list, what is wrong with one, and why one stays after a replay. */
import type { RejectedTouchpoint } from '../../app/ports/rejected-store.ts';
import type { KeptEvent } from '../../app/rejected/find-kept.ts';
import type { StayReason } from '../../app/rejected/replay-kept.ts';
import { formatMoment } from './format-moment.ts';

export function formatKept({ key, rejected, source, name }: KeptEvent): string[] {
  const from = [source ?? 'unknown source', name ?? 'unknown event'].join('  ');
  return [
    `${formatMoment(rejected.receivedAt)}  ${rejected.code}  ${from}`,
    `  ${describeProblem(rejected)}`,
    `  ${key}`,
  ];
}

/** For `--json`, without the event. */
export function rejectedToJson({ id, code, problem, remedy, receivedAt }: RejectedTouchpoint): object {
  return { id, code, problem, remedy, receivedAt: new Date(receivedAt).toISOString() };
}

/** The problem and its remedy; without the code, which is shown beside it. */
export function describeProblem({ code, problem, remedy }: RejectedTouchpoint): string {
  const words = problem.replace(`${code}; `, '');
  return words.includes(remedy) ? words : `${words.replace(/\.$/, '')}. ${remedy}`;
}

export function explainStay(reason: StayReason): string {
  switch (reason.kind) {
    case 'unknown_key':
      return 'No rejected event has this key.';
    case 'not_json':
      return 'It is not JSON. Write the event into a file and replay it with --from FILE.';
    case 'message_id_counted':
      return 'An event with this messageId was counted before, with other content. Check first that it is not the same event, sent again with other fields, which would count twice. To count this one too: --set detail.messageId=NEW.';
    case 'breaks_contract':
      return `${reason.problem}. Correct the contract or the source, or repair the event.`;
    case 'invalid':
      return `${reason.problem} ${reason.remedy}`;
    case 'refused':
      return `${reason.code} ${reason.message}`;
  }
}
