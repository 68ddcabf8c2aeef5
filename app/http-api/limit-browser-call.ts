/** What a browser key may not state: everyone who opens a page can read such a key. */
import { isObject } from '../../engine/base/json.ts';
import { type ContextRule, contextFields } from './context-fields.ts';

const rules = new Map<string, ContextRule>(Object.entries(contextFields));

/**
 * Without `profileId`, without a list `batch`, and with what is left of the context. A call with a list of calls would be
 * unpacked when it is alone on the bus, and no one would have limited its members.
 */
export function limitBrowserCall(call: unknown): unknown {
  if (!isObject(call)) return call;
  const { profileId: _profileId, batch: _batch, ...rest } = call;
  return isObject(rest['context']) ? { ...rest, context: limitBrowserContext(rest['context']) } : rest;
}

/** The same for the context of a batch. */
export function limitBrowserContext(context: unknown): unknown {
  if (!isObject(context)) return context;
  const left = Object.entries(context).flatMap(([name, value]): [string, unknown][] => {
    const rule = rules.get(name) ?? 'anyone';
    if (rule === 'percorso') return [];
    return [[name, rule === 'anyone' ? value : dropParts(value, rule.withoutParts)]];
  });
  return Object.fromEntries(left);
}

function dropParts(value: unknown, names: readonly string[]): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}
