/** Writes docs/config.schema.json anew after the schemas changed; a test says when that is due. */
import { writeFileSync } from 'node:fs';
import { describeJsonSchema } from '../engine/config/read/describe-json-schema.ts';

const path = new URL('../docs/config.schema.json', import.meta.url);
writeFileSync(path, `${JSON.stringify(describeJsonSchema(), null, 2)}\n`);
