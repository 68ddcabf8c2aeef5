/** The JSON Schema of config documents, for editors. */
import * as z from 'zod';
import { documentKinds } from '../../model/documents/documents.ts';
import { kindDefinitions } from '../kinds/kind-definitions.ts';

/** Draft 7, which the YAML support of editors knows best. One document of any kind. */
export function describeJsonSchema(): Record<string, unknown> {
  const schemas = Object.fromEntries(documentKinds.map((kind) => [kind, kindDefinitions[kind].schema]));
  const { $schema, properties, definitions } = z.toJSONSchema(z.object(schemas), {
    target: 'draft-7',
    io: 'input',
  });
  const references = documentKinds.map((kind) => ({
    if: { properties: { kind: { const: kind } }, required: ['kind'] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
    then: { $ref: `#/definitions/${kind}` },
  }));
  return {
    $schema,
    title: 'Percorso config document',
    type: 'object',
    required: ['kind', 'id', 'status'],
    properties: { kind: { enum: [...documentKinds] } },
    allOf: references,
    definitions: { ...properties, ...(definitions as object) },
  };
}
