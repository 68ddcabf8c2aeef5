/** The `zone` of a `date` matcher: an IANA name, or `recipient`: the person's own. */
import { isZone } from '../../time/zone-offset.ts';
import type { LeafOptions } from '../leaf-test.ts';
import { PatternInvalidError } from '../pattern-invalid-error.ts';

/** IANA name, as of the match under way. */
export type FindZone = () => string;

export const findUtc: FindZone = () => 'UTC';

/** Absent: the person's own zone if there is a person, else UTC. */
export function readZone(zone: unknown, path: string, { recipientZone }: LeafOptions): FindZone {
  if (zone === undefined) return recipientZone ?? findUtc;
  if (zone === 'recipient') {
    if (recipientZone !== undefined) return recipientZone;
    const remedy = 'What is counted does not depend on a person: name a zone, such as Europe/Rome.';
    throw new PatternInvalidError(path, 'no person whose zone could apply', zone, remedy);
  }
  if (typeof zone === 'string' && isZone(zone)) return () => zone;
  const remedy = 'Write recipient, UTC, or an IANA name such as Europe/Rome.';
  throw new PatternInvalidError(path, 'not a time zone', zone, remedy);
}
