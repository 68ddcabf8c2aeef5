/** Copies of messages in memory: for tests. */
import {
  largestCopy,
  type MessageCopies,
  type MessageCopy,
  MessageCopyTooLargeError,
} from '../../app/ports/message-copies.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { copySortKey } from '../keys.ts';

export function createMemoryMessageCopies(): MessageCopies {
  const known = new Map<string, MessageCopy>();
  const makeKey = (profileId: string, messageId: string) => `${profileId} ${copySortKey(messageId)}`;
  return {
    async keep(copy) {
      // Not compressed: the limit of a test is the same number.
      if (copy.html.length > largestCopy) throw new MessageCopyTooLargeError(copy.html.length);
      known.set(makeKey(copy.profileId, copy.messageId), copy);
    },
    async find(profileId, messageId, now) {
      const copy = known.get(makeKey(profileId, messageId));
      if (copy === undefined || copy.expiresAt * 1000 <= now) return undefined;
      const { html, subject, from } = copy;
      return { html, ...omitAbsent({ subject, from }) };
    },
  };
}
