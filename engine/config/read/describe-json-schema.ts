/** The JSON Schema of config documents, for editors. */
import * as z from 'zod';
import { documentSchemas } from '../schemas/document-schemas.ts';

/** Draft 7, which editors' YAML support knows best. One document of any kind. */
export function describeJsonSchema(): Record<string, unknown> {
  const { $schema, properties, definitions } = z.toJSONSchema(z.object(documentSchemas), {
    target: 'draft-7',
    io: 'input',
  });
  const references = Object.keys(documentSchemas).map((kind) => ({
    if: { properties: { kind: { const: kind } }, required: ['kind'] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
    then: { $ref: `#/definitions/${kind}` },
  }));
  return {
    $schema,
    title: 'Percorso config document',
    type: 'object',
    required: ['kind', 'id', 'status'],
    properties: { kind: { enum: Object.keys(documentSchemas) } },
    allOf: references,
    definitions: { ...properties, ...(definitions as object) },
  };
}
