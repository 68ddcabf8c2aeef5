/** `percorso send-test`: sends a template to an address of the team. */
import type { Queues } from '../../../app/ports/queues.ts';
import { sendTest, type TestMessageRequest } from '../../../app/send/send-test.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { channelDefinitions } from '../../../engine/channels/channel-definitions.ts';
import type { Channel } from '../../../engine/model/channels.ts';
import { listShown, type PreviewPerson, type PreviewSource } from '../../preview/preview-source.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';

export type TestOptions = Pick<TestMessageRequest, 'to' | 'locale' | 'token' | 'now'>;

/** Throws UsageError. */
export async function sendTemplateTest(
  { snapshot, header }: PreviewSource,
  person: PreviewPerson,
  { to, locale, token, now }: TestOptions,
  openQueues: (channel: Channel) => Promise<Pick<Queues, 'send'>>,
): Promise<CommandResult> {
  const { channel, id } = header;
  const result = await sendTest(
    { snapshot, header, ...person, to, token, now, ...omitAbsent({ locale }) },
    openQueues,
  );
  switch (result.outcome) {
    case 'invalid_address': {
      const example = `--to ${channelDefinitions[channel].exampleAddress}`;
      throw new UsageError(`"${to}" is not a valid address for ${channel}.`, `Write it as in ${example}.`);
    }
    case 'too_large':
      throw new UsageError(
        `Template "${id}" cannot become a message.`,
        'Its values are too large: use fewer values in it.',
      );
    case 'tested': {
      const { message, isAccepted, isPaused } = result;
      return {
        exitCode: isAccepted ? 0 : 1,
        shows: listShown(person),
        json: { template: id, channel, message, isTaken: isAccepted, isPaused },
        lines: [
          isAccepted
            ? `Queued for the ${channel} sender as ${message}. It is excluded from caps and statistics.`
            : 'The queue did not accept the message. Try again.',
          ...(isAccepted && isPaused
            ? ['All sending is paused: this message waits until `percorso resume sending`.']
            : []),
        ],
      };
    }
  }
}
