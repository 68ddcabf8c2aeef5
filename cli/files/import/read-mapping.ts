/** Reads a mapping file: YAML, checked field by field. */
import { parse, YAMLParseError } from 'yaml';
import { completeMapping } from '../../../app/import/complete-mapping.ts';
import type { ImportMapping } from '../../../app/import/mapping.ts';
import { checkMapping } from '../../../engine/config/check/check-mapping.ts';
import { mappingSchema } from '../../../engine/config/schemas/mapping-schema.ts';
import { UsageError } from '../../terminal/command-result.ts';
import { readTextFile } from '../read-text.ts';

/** Throws UsageError with all that is wrong. */
export function readMapping(file: string, directory: string): ImportMapping {
  const remedy = 'Write one with percorso import FILE --propose.';
  const parsed = mappingSchema.safeParse(parseYaml(readTextFile(file, directory, remedy), file));
  const problems = parsed.success
    ? checkMapping(parsed.data, []).map(({ segments, remedy: what }) => `${segments.join('.')}: ${what}`)
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}.`);
  if (!parsed.success || problems.length > 0)
    throw new UsageError(`${file} is no mapping. ${problems.join(' ')}`, 'See docs/import.md.');
  return completeMapping(parsed.data);
}

function parseYaml(text: string, file: string): unknown {
  try {
    return parse(text) as unknown;
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new UsageError(`${file} is no YAML: ${error.message}`, 'Correct the line.');
  }
}
