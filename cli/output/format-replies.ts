/** Prints replies that an operator decides about. */
import type { InspectedReply, ReplyListing } from '../../app/inspect/inspect-replies.ts';
import type { DoubtfulReply, ReplyDecision } from '../../app/ports/replies.ts';
import { formatMoment } from './format-moment.ts';
import { formatTable } from './format-table.ts';

export function formatReplies({ replies, isCut }: ReplyListing, isAll: boolean): string[] {
  const [first] = replies;
  if (first === undefined)
    return [
      isAll
        ? 'No reply of the last 90 days looks like a wish to stop.'
        : 'No reply that looks like a wish to stop is open. `--all` lists the others of the last 90 days.',
    ];
  const open = replies.find((reply) => describeState(reply) === 'open');
  return [
    ...formatTable(
      replies.map((reply) => [
        formatMoment(reply.at),
        reply.channel,
        reply.address,
        reply.profileId ?? 'no profile',
        reply.id,
        describeState(reply),
        shorten(reply.text.replaceAll(/\s+/g, ' ')),
      ]),
    ),
    ...(isCut ? ['There are more: raise --limit.'] : []),
    ...(open === undefined
      ? []
      : [
          'To end the messages to one of them, and to record that you decided about one:',
          `  percorso suppress ${open.address} --channel ${open.channel} --reason "asked to stop by a reply"`,
          `  percorso replies done ${open.id}`,
        ]),
  ];
}

/** Who decided, and when: the first time, if several did. */
export function describeDecided({ id, address }: DoubtfulReply, { by, at }: ReplyDecision): string {
  return `The reply ${id} of ${address} is done: ${by}, ${formatMoment(at)}.`;
}

function describeState({ isStopped, decided }: InspectedReply): string {
  const states = [
    ...(isStopped ? ['stopped'] : []),
    ...(decided === undefined ? [] : [`done ${formatMoment(decided.at)} by ${decided.by}`]),
  ];
  return states.length === 0 ? 'open' : states.join(', ');
}

/** A line of the table stays readable; `--json` has the whole text. */
function shorten(text: string): string {
  const characters = [...text];
  return characters.length <= 100 ? text : `${characters.slice(0, 97).join('')}...`;
}
