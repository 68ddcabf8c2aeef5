/** Whether a channel allows free text: Meta does for 24 hours after a message of the person. */
import type { Channel } from '../model/channels.ts';
import { channelDefinitions } from './channel-definitions.ts';

/** `heardAt`: of the person's last message, by the provider's clock; both in epoch ms. */
export function isWindowOpen(channel: Channel, heardAt: number | undefined, now: number): boolean {
  const { replyWindow } = channelDefinitions[channel];
  if (replyWindow === undefined) return true;
  return heardAt !== undefined && now - heardAt < replyWindow;
}
