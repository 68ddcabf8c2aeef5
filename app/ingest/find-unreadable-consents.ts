/** Finds the consents of a touchpoint that state neither a yes nor a no, for the sender of the touchpoint. */
import { isObject } from '../../engine/base/json.ts';
import { isEveryKey } from '../../engine/channels/consent-key.ts';
import { readStatements } from '../../engine/channels/stated-consents.ts';
import { channelChoice } from '../../engine/model/channels.ts';

/** Sentences, each with its remedy; also of the members of a packed event. */
export function findUnreadableConsents(detail: Readonly<Record<string, unknown>>): readonly string[] {
  const { batch, context } = detail;
  if (Array.isArray(batch))
    return batch.flatMap((member: unknown) => (isObject(member) ? findUnreadableConsents(member) : []));
  const stated = isObject(context) ? context['consent'] : undefined;
  if (stated === undefined || stated === null) return [];
  const statements = readStatements(stated);
  if (statements === undefined)
    return ['context.consent is no object, so it states nothing: write { "email": true }.'];
  return statements.flatMap(({ key, name, state, value }) => {
    const field = `context.consent[${JSON.stringify(name)}]`;
    if (key === undefined)
      return `${field} states nothing: a key is ${channelChoice}, or one of them with /topic or :purpose.`;
    if (state === undefined)
      return `${field} is ${JSON.stringify(value)}, neither a yes nor a no: promotional messages stop until another statement. Write true or false.`;
    if (isEveryKey(key) && state !== 'denied')
      return `${field} states nothing: only a no is about every purpose. State a yes per purpose.`;
    return [];
  });
}
