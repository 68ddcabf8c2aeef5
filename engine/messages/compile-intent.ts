/** Reads the options of a message once, so that asking for it is cheap. */

import { omitAbsent } from '../base/every-field.ts';
import type { MessageOptions } from '../model/documents/documents.ts';
import { compileDuration } from '../time/compile-duration.ts';
import { addDuration } from '../time/duration.ts';
import type { Initiator } from '../turn/initiator.ts';
import type { Turn } from '../turn/turn.ts';
import { compileValue } from '../values/compile-value.ts';
import type { MessageIntent } from './message-intent.ts';

export type IntentMaker = (turn: Turn, initiator: Initiator, id: string) => MessageIntent;

/** Throws DocumentInvalidError naming `document` and the place below `path`. */
export function compileIntent(
  options: MessageOptions & { readonly template: string },
  path: string,
  document: string,
): IntentMaker {
  const { template, to, ifCapped = 'skip', ifQuiet, priority } = options;
  const expiresAfter = compileDuration(options.expiresAfter, `${path}.expiresAfter`, document);
  const maxHold = compileDuration(options.maxHold, `${path}.maxHold`, document);
  const readScore = options.score === undefined ? undefined : compileValue(options.score);
  return (turn, initiator, id) => {
    const score = readScore?.(turn, initiator.event);
    return omitAbsent<MessageIntent>({
      id,
      template,
      priority: priority ?? initiator.priority,
      score: typeof score === 'number' ? score : 0,
      ifCapped,
      event: initiator.event,
      to,
      ifQuiet,
      maxHold,
      expiresAt: expiresAfter === undefined ? undefined : addDuration(turn.now, expiresAfter),
      // A campaign adds it where it has a local time.
      notBefore: undefined,
    });
  };
}
