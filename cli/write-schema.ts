/** Writes docs/config.schema.json from the schemas (`npm run schema`); a test fails when the file is out of date. */
import { writeFileSync } from 'node:fs';
import { describeJsonSchema } from '../engine/config/read/describe-json-schema.ts';

const path = new URL('../docs/config.schema.json', import.meta.url);
writeFileSync(path, `${JSON.stringify(describeJsonSchema(), null, 2)}\n`);
