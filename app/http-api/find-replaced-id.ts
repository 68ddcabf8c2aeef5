/**
 * Finds an id with a replacement character. Lambda passes the bodies of text types as text, in which bytes that are no
 * UTF-8 have become such characters: two ids that differ in these bytes would be one.
 */
import { isObject } from '../../engine/base/json.ts';

export const replacement = '\ufffd';

const ofCalls = ['userId', 'anonymousId', 'groupId', 'previousId', 'messageId', 'event', 'name'];
const ofTraits = ['email', 'phone'];

/** The path of the first such id in a call; undefined when there is none. */
export function findReplacedId(call: unknown): string | undefined {
  const { traits, context } = readFields(call);
  return find(call, ofCalls, '') ?? find(traits, ofTraits, 'traits.') ?? findInContext(context, 'context.');
}

/** The same in the context of a batch. */
export function findInContext(context: unknown, path = ''): string | undefined {
  const { traits, externalIds } = readFields(context);
  const isReplaced =
    Array.isArray(externalIds) &&
    externalIds.some((external) => find(external, ['id', 'type'], '') !== undefined);
  return (
    find(context, ['groupId'], path) ??
    find(traits, ofTraits, `${path}traits.`) ??
    (isReplaced ? `${path}externalIds` : undefined)
  );
}

function find(value: unknown, names: readonly string[], path: string): string | undefined {
  const fields = readFields(value);
  const found = names.find((name) => {
    const text = fields[name];
    return typeof text === 'string' && text.includes(replacement);
  });
  return found === undefined ? undefined : path + found;
}

function readFields(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}
