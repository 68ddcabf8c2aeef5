/** Compiles the actions of rules. */
import { DocumentInvalidError } from '../model/document-invalid-error.ts';
import type { RuleAction } from '../model/documents/rule-document.ts';
import type { CompiledAction } from '../turn/initiator.ts';
import { compileEmit } from './emit.ts';
import { compileSend } from './send.ts';
import { compileUpdate } from './update.ts';
import { compileWebhook } from './webhook.ts';

/** `path` (`actions[0]`) is part of the ids of what the action makes. Throws DocumentInvalidError. */
export function compileAction(action: RuleAction, path: string, document: string): CompiledAction {
  if ('send' in action) return compileSend({ ...action, template: action.send }, path, document);
  if ('update' in action) return compileUpdate(action.update.traits);
  if ('emit' in action) return compileEmit({ name: action.emit, properties: action.properties }, path);
  if ('webhook' in action) return compileWebhook({ ...action, url: action.webhook }, path);
  throw new DocumentInvalidError(document, path, action, 'Use one of send, update, emit, webhook.');
}
