/** Writes the JSON Schemas of docs/ from the code (`npm run schema`); a test fails when a file is out of date. */
import { writeFileSync } from 'node:fs';
import { describeEmittedEvents } from '../engine/config/read/describe-emitted-events.ts';
import { describeJsonSchema } from '../engine/config/read/describe-json-schema.ts';

const files = {
  'config.schema.json': describeJsonSchema(),
  'emitted-events.schema.json': describeEmittedEvents(),
};
for (const [name, schema] of Object.entries(files)) {
  writeFileSync(new URL(`../docs/${name}`, import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);
}
