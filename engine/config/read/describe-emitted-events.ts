/** The JSON Schemas of the events that Percorso puts on the bus. */
import * as z from 'zod';
import { type EmittedEvent, emittedEvents, makeDetail } from '../schemas/emitted-events.ts';

type JsonSchema = Record<string, unknown>;

/** One schema of the whole EventBridge event, by `detail-type`. Any other name is of a rule's `emit`. Draft 7. */
export function describeEmittedEvents(): JsonSchema {
  const names = Object.keys(emittedEvents);
  const definitions = Object.fromEntries(
    Object.entries(emittedEvents).map(([name, event]) => [
      name,
      { ...toSchema(event), description: event.description },
    ]),
  );
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Events of Percorso on its bus',
    type: 'object',
    required: ['source', 'detail-type', 'detail'],
    properties: { source: { const: 'percorso' }, 'detail-type': { type: 'string' } },
    allOf: names.map((name) => ({
      if: { properties: { 'detail-type': { const: name } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
      then: { properties: { detail: { $ref: `#/definitions/${name.replaceAll(' ', '%20')}` } } },
    })),
    // The detail of any event: those of a rule's `emit` have the properties of the rule.
    definitions: { ...definitions, 'any other name': toSchema({ properties: {}, isOfStranger: true }) },
  };
}

function toSchema(event: Omit<EmittedEvent, 'description'>): JsonSchema {
  const detail = makeDetail(event, z.object);
  const { $schema: _, ...schema } = z.toJSONSchema(detail, { target: 'draft-7', io: 'input' });
  return schema;
}
