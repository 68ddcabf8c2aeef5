/** Writes the JSON Schemas and the OpenAPI document of docs/ from the code (`npm run schema`); a test fails when a file is out of date. */
import { writeFileSync } from 'node:fs';
import { describeOpenApi } from '../app/profile-api/describe-open-api.ts';
import { describeEmittedEvents } from '../engine/config/read/describe-emitted-events.ts';
import { describeJsonSchema } from '../engine/config/read/describe-json-schema.ts';

const files = {
  'config.schema.json': describeJsonSchema(),
  'emitted-events.schema.json': describeEmittedEvents(),
  'profile-api.openapi.json': describeOpenApi(),
};
for (const [name, schema] of Object.entries(files)) {
  writeFileSync(new URL(`../docs/${name}`, import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);
}
