/** Short links in memory: for tests. */
import type { ShortLink, ShortLinks } from '../../app/ports/short-links.ts';

export function createMemoryShortLinks(): ShortLinks {
  const known = new Map<string, ShortLink>();
  return {
    async keep(link) {
      const other = known.get(link.code);
      const isOurs = other === undefined || isOfSameMessage(other, link);
      if (isOurs) known.set(link.code, link);
      return isOurs;
    },
    async find(code, now) {
      const link = known.get(code);
      return link === undefined || link.expiresAt * 1000 <= now ? undefined : link;
    },
  };
}

function isOfSameMessage(left: ShortLink, right: ShortLink): boolean {
  return left.messageId === right.messageId && left.profileId === right.profileId;
}
