/** Action `send`: requests one message on the template's channel. */

import { compileMessage } from '../messages/request-message.ts';
import type { MessageOptions } from '../model/documents/document-base.ts';
import type { CompiledAction } from '../turn/initiator.ts';

/** Throws DocumentInvalidError. True also when the message is held. */
export function compileSend(
  action: MessageOptions & { readonly template: string },
  path: string,
  document: string,
): CompiledAction {
  const requestMessage = compileMessage(action, path, document);
  return (turn, initiator) => requestMessage(turn, initiator, initiator.makeId(path)) !== 'dropped';
}
