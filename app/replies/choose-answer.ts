/** Which text answers a reply; undefined = none. */
import { isProviderKeyword } from '../../engine/channels/replies/classify-reply.ts';
import type { AnswerName } from '../../engine/model/documents/reply-policy.ts';
import type { ReadReply, ReplyDependencies } from './reply.ts';

/** STOP is confirmed once, and START only where it ends a STOP. An outdated one is not answered. */
export function chooseAnswer(
  reply: ReadReply,
  { isProviderAnswering }: Pick<ReplyDependencies, 'isProviderAnswering'>,
): AnswerName | undefined {
  const { kind, wasStopped, isInForce, looksLikeStop, text } = reply;
  if (isProviderAnswering && isProviderKeyword(text)) return undefined;
  switch (kind) {
    case 'stop':
      return isInForce && !wasStopped ? 'stopped' : undefined;
    case 'start':
      return isInForce && wasStopped ? 'started' : undefined;
    case 'help':
      return 'help';
    case 'text':
      return looksLikeStop && !wasStopped ? 'howToStop' : undefined;
  }
}
