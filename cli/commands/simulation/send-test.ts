/** `percorso send-test`: sends a template to an address of the team, through the stage's own sender. */
import type { Queues } from '../../../app/ports/queues.ts';
import { normalizeAddress } from '../../../engine/channels/addresses.ts';
import { channelDefinitions } from '../../../engine/channels/channel-definitions.ts';
import type { Channel } from '../../../engine/model/channels.ts';
import type { SendMessage } from '../../../engine/model/effects.ts';
import { allSending } from '../../../engine/model/pauses.ts';
import { previewMessage } from '../../../engine/simulate/preview-message.ts';
import type { PreviewPerson, PreviewSource } from '../../preview/preview-source.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';

export interface TestOptions {
  readonly to: string;
  readonly locale?: string;
  /** Makes the message id unique. */
  readonly token: string;
  /** Epoch ms. */
  readonly now: number;
}

/** Profile id of test messages in the ledger: no profile has it. */
const testProfile = 'test';

/** Throws UsageError. */
export async function sendTest(
  { snapshot, header }: PreviewSource,
  { profile, touchpoint }: PreviewPerson,
  { to, locale, token, now }: TestOptions,
  openQueues: (channel: Channel) => Promise<Pick<Queues, 'send'>>,
): Promise<CommandResult> {
  const { channel, id } = header;
  const address = normalizeAddress(channel, to);
  if (address === undefined) {
    const example = `--to ${channelDefinitions[channel].exampleAddress}`;
    throw new UsageError(`"${to}" is not a valid address for ${channel}.`, `Write it as in ${example}.`);
  }
  const at = touchpoint.receivedAt;
  const traits = locale === undefined ? profile.traits : { ...profile.traits, locale: { value: locale, at } };
  const event = { ...touchpoint, id: token };
  const decided = previewMessage(snapshot, header, { ...profile, traits }, event);
  if (decided === undefined) {
    throw new UsageError(
      `Template "${id}" cannot become a message.`,
      'Its values are too large: use fewer values in it.',
    );
  }
  const message: SendMessage = {
    ...decided,
    profileId: testProfile,
    to: address,
    origin: `test:${id}`,
    decidedAt: now,
    isTest: true,
  };
  const queues = await openQueues(channel);
  const left = await queues.send(`${channel}-transactional`, [message]);
  const isTaken = left.length === 0;
  const isPaused = snapshot.pauses?.[allSending] !== undefined;
  return {
    exitCode: isTaken ? 0 : 1,
    json: { template: id, channel, message: message.id, isTaken, isPaused },
    lines: [
      isTaken
        ? `Queued for the ${channel} sender as ${message.id}. It is excluded from caps and statistics.`
        : 'The queue did not accept the message. Try again.',
      ...(isTaken && isPaused
        ? ['All sending is paused: this message waits until `percorso resume sending`.']
        : []),
    ],
  };
}
