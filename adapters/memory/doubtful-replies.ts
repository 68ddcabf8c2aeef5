/** Replies that an operator reads, in memory. They do not expire. */
import type { DoubtfulReplies, DoubtfulReply } from '../../app/ports/replies.ts';
import { doubtfulReplySortKey } from '../keys.ts';

export function createMemoryDoubtfulReplies(): DoubtfulReplies {
  const kept = new Map<string, DoubtfulReply>();
  return {
    async keep(reply) {
      const key = doubtfulReplySortKey(reply.at, reply.id);
      if (!kept.has(key)) kept.set(key, reply);
    },
    async decide({ id, at }, decision) {
      const key = doubtfulReplySortKey(at, id);
      const reply = kept.get(key);
      if (reply === undefined) return undefined;
      const decided = { ...reply, decided: reply.decided ?? decision };
      kept.set(key, decided);
      return decided;
    },
    async remove({ id, at }) {
      kept.delete(doubtfulReplySortKey(at, id));
    },
    async list() {
      const newestFirst = [...kept].sort(([left], [right]) => (left < right ? 1 : -1));
      return { replies: newestFirst.map(([, reply]) => reply) };
    },
  };
}
