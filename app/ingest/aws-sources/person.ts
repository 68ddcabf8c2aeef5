/** The person of an event of an AWS service, whose own id can be one of several kinds of id of Percorso. */
import type { JsonObject } from '../../../engine/base/json.ts';

/** `userId`, `anonymousId`, or the type of an external id, such as `cognito`. */
export type IdKind = string;

/** The fields of a touchpoint that name the person; none without an id. */
export function namePerson(kind: IdKind, id: string | undefined): JsonObject {
  if (id === undefined) return {};
  if (kind === 'userId' || kind === 'anonymousId') return { [kind]: id };
  return { context: { externalIds: [{ type: kind, id }] } };
}
