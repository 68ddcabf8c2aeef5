/** Reads a JSONL file line by line: a bad line is reported, the others go on. */

import type { ReadOptions } from '../../app/ingest/read-touchpoint.ts';
import { type FileLine, readTouchpointLine } from '../../app/ingest/touchpoint-line.ts';
import { readJson } from '../../engine/touchpoint/read-json.ts';
import { readTextLines } from './read-text.ts';

/** What a JSONL file should be, for one that cannot be read. */
export const linesRemedy = 'Name a file with one JSON touchpoint per line.';

/** Lines from number `from` on; blank ones are skipped. Throws UsageError when there is no such file. */
export async function* readLines(
  file: string,
  from: number,
  options: Omit<ReadOptions, 'messageId'>,
): AsyncGenerator<FileLine> {
  for await (const { line, text } of readTextLines(file, linesRemedy)) {
    if (line < from || text?.trim() === '') continue;
    if (text === undefined)
      yield { line, problem: 'This line is not UTF-8.', remedy: 'Save the file as UTF-8.' };
    else yield readTouchpointLine(text, line, options);
  }
}

/** Undefined for a text that is no JSON. */
export function tryParseJson(text: string): unknown {
  try {
    return readJson(text);
  } catch {
    return undefined;
  }
}
