/** Every action behind one exhaustive record. */
import { DocumentInvalidError } from '../document-invalid-error.ts';
import type { RuleAction } from '../documents.ts';
import type { CompiledAction } from '../program.ts';
import { compileEmit } from './emit.ts';
import { compileSend } from './send.ts';
import { compileUpdate } from './update.ts';
import { compileWebhook } from './webhook.ts';

type KeysOf<Union> = Union extends unknown ? keyof Union : never;
type ActionKind = Extract<KeysOf<RuleAction>, 'send' | 'update' | 'emit' | 'webhook'>;
type ActionOf<Kind extends ActionKind> = Extract<RuleAction, Readonly<Record<Kind, unknown>>>;

const compilers: {
  readonly [Kind in ActionKind]: (action: ActionOf<Kind>, path: string, document: string) => CompiledAction;
} = {
  send: compileSend,
  update: compileUpdate,
  emit: compileEmit,
  webhook: compileWebhook,
};

/** `path` (`actions[0]`) is part of the ids of what the action makes. Throws DocumentInvalidError. */
export function compileAction(action: RuleAction, path: string, document: string): CompiledAction {
  if ('send' in action) return compilers.send(action, path, document);
  if ('update' in action) return compilers.update(action, path, document);
  if ('emit' in action) return compilers.emit(action, path, document);
  if ('webhook' in action) return compilers.webhook(action, path, document);
  throw new DocumentInvalidError(document, path, action, `Use one of ${Object.keys(compilers).join(', ')}.`);
}
