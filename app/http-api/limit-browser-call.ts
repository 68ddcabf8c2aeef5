/** What a browser key may not state: everyone who opens a page can read such a key. */
import { isObject } from '../../engine/base/json.ts';

/**
 * Removes `profileId`, `context.import` (a page imports nothing), and of `context.consentSource` what counts as evidence:
 * `confirmed` (the person has confirmed) and `recordedBy` (who keeps the record). Everything else is what a person may
 * state of themselves.
 */
export function limitBrowserCall(call: unknown): unknown {
  if (!isObject(call)) return call;
  const { profileId: _profileId, ...rest } = call;
  return isObject(rest['context']) ? { ...rest, context: limitBrowserContext(rest['context']) } : rest;
}

/** The same for the context of a batch. */
export function limitBrowserContext(context: unknown): unknown {
  if (!isObject(context)) return context;
  const { import: _import, ...rest } = context;
  if (!isObject(rest['consentSource'])) return rest;
  const { confirmed: _confirmed, recordedBy: _recordedBy, ...consentSource } = rest['consentSource'];
  return { ...rest, consentSource };
}
