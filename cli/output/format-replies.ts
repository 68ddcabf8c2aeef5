/** Prints replies that an operator decides about. */
import type { InspectedReply } from '../../app/inspect/inspect-replies.ts';
import { formatMoment } from './format-moment.ts';
import { formatTable } from './format-table.ts';

export function formatReplies(replies: readonly InspectedReply[]): string[] {
  if (replies.length === 0) return ['No reply looks like a wish to stop.'];
  const open = replies.find(({ isStopped }) => !isStopped);
  return [
    ...formatTable(
      replies.map(({ at, channel, address, profileId = 'no profile', isStopped, text }) => [
        formatMoment(at),
        channel,
        address,
        profileId,
        isStopped ? 'stopped' : 'open',
        shorten(text.replaceAll(/\s+/g, ' ')),
      ]),
    ),
    ...(open === undefined
      ? []
      : [
          'To end the messages to one of them:',
          `  percorso suppress ${open.address} --channel ${open.channel} --reason "asked to stop by a reply"`,
        ]),
  ];
}

/** A line of the table stays readable; `--json` has the whole text. */
function shorten(text: string): string {
  const characters = [...text];
  return characters.length <= 100 ? text : `${characters.slice(0, 97).join('')}...`;
}
