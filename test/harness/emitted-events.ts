/** Compares what Percorso put on the bus with the published schemas. */
import * as z from 'zod';
import { emittedEvents, makeDetail } from '../../engine/config/schemas/emitted-events.ts';

type BusEvent = Readonly<Record<string, unknown>>;

const schemas = new Map(
  Object.entries(emittedEvents).map(([name, event]) => [name, makeDetail(event, z.strictObject)]),
);
/** Of a rule's `emit`, and of a code with a name of its own. */
const other = makeDetail({ properties: {}, isOfStranger: true }, z.looseObject);

/** What disagrees, by event. No member may be missing in a schema. */
export function listUnpublished(events: readonly BusEvent[]): readonly string[] {
  return events.flatMap(({ source, 'detail-type': name, detail }) => {
    if (source !== 'percorso') return [];
    const result = (schemas.get(String(name)) ?? other).safeParse(detail);
    return result.success ? [] : [`${name}: ${z.prettifyError(result.error)}`];
  });
}
