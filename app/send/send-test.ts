/** Sends a template to an address of the team through the stage's own sender; no cap and no statistic counts it. */
import { normalizeAddress } from '../../engine/channels/addresses.ts';
import type { Channel } from '../../engine/model/channels.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import { allSending } from '../../engine/model/pauses.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { ProgramSnapshot, TemplateHeader } from '../../engine/model/program-snapshot.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { previewMessage, withLocale } from '../../engine/simulate/preview-message.ts';
import type { Queues } from '../ports/queues.ts';

export interface TestMessageRequest {
  readonly snapshot: ProgramSnapshot;
  readonly header: TemplateHeader;
  /** The person and the event whose values the message shows. */
  readonly profile: Profile;
  readonly touchpoint: Touchpoint;
  /** An address of the template's channel. */
  readonly to: string;
  /** Instead of the person's own. */
  readonly locale?: string;
  /** Makes the message id unique. */
  readonly token: string;
  /** Epoch ms. */
  readonly now: number;
}

export type TestMessageResult =
  | { readonly outcome: 'invalid_address' }
  /** The values of the template are too large for a message. */
  | { readonly outcome: 'too_large' }
  | {
      readonly outcome: 'tested';
      /** Message id. */
      readonly message: string;
      /** False: the queue did not accept the message, and nothing is sent. */
      readonly isAccepted: boolean;
      /** All sending is paused: the message waits until it is resumed. */
      readonly isPaused: boolean;
    };

/** Profile id of test messages in the ledger: no profile has it. */
const testProfile = 'test';

/** `openQueues`: called when there is a message to send. */
export async function sendTest(
  { snapshot, header, profile, touchpoint, to, locale, token, now }: TestMessageRequest,
  openQueues: (channel: Channel) => Promise<Pick<Queues, 'send'>>,
): Promise<TestMessageResult> {
  const { channel, id } = header;
  const address = normalizeAddress(channel, to);
  if (address === undefined) return { outcome: 'invalid_address' };
  const person = withLocale(profile, locale, touchpoint.receivedAt);
  const decided = previewMessage(snapshot, header, person, { ...touchpoint, id: token });
  if (decided === undefined) return { outcome: 'too_large' };
  const message: SendMessage = {
    ...decided,
    profileId: testProfile,
    to: address,
    origin: `test:${id}`,
    decidedAt: now,
    isTest: true,
  };
  const queues = await openQueues(channel);
  const refused = await queues.send(`${channel}-transactional`, [message]);
  return {
    outcome: 'tested',
    message: message.id,
    isAccepted: refused.length === 0,
    isPaused: snapshot.pauses?.[allSending] !== undefined,
  };
}
