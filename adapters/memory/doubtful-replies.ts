/** Replies that an operator reads, in memory. They do not expire. */
import type { DoubtfulReplies, DoubtfulReply } from '../../app/ports/replies.ts';
import { doubtfulReplySortKey } from '../keys.ts';

export function createMemoryDoubtfulReplies(): DoubtfulReplies {
  const kept = new Map<string, DoubtfulReply>();
  return {
    async keep(reply) {
      kept.set(doubtfulReplySortKey(reply.at, reply.id), reply);
    },
    async list() {
      const newestFirst = [...kept].sort(([left], [right]) => (left < right ? 1 : -1));
      return { replies: newestFirst.map(([, reply]) => reply) };
    },
  };
}
