/** Finds the encoding and the delimiter of a file from its first bytes. */
import iconv from 'iconv-lite';
import { UsageError } from '../../terminal/command-result.ts';
import { rejectColumns } from './reject-columns.ts';

/**
 * By the byte order mark; else UTF-16 by its zeros; else UTF-8 when all is valid; else Windows-1252, which Excel writes.
 * `start` may end inside a character.
 */
export function detectEncoding(start: Buffer): string {
  const [first, second, third] = start;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  // Half of the bytes of Latin text in UTF-16 are zero.
  if (second === 0 && first !== 0) return 'utf-16le';
  if (first === 0 && second !== 0) return 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(start, { stream: true });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/** Throws UsageError for an encoding that is not known. */
export function checkEncoding(encoding: string): string {
  if (iconv.encodingExists(encoding)) return encoding;
  throw new UsageError(
    `The encoding "${encoding}" is not known.`,
    'Use utf-8, utf-16le, utf-16be or windows-1252 in format.encoding, or remove it.',
  );
}

const delimiters = [',', ';', '\t', '|'] as const;

/** The one that most often occurs outside quotes in the first record; a line `sep=;` of Excel decides. */
export function detectDelimiter(text: string): { readonly delimiter: string; readonly hasLine: boolean } {
  const line = /^sep=(.)\r?\n/i.exec(text);
  if (line?.[1] !== undefined) return { delimiter: line[1], hasLine: true };
  const counts = new Map<string, number>(delimiters.map((each) => [each, 0]));
  let isQuoted = false;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (character === '\n' || character === '\r')) break;
    else if (!isQuoted) counts.set(character, (counts.get(character) ?? -1) + 1);
  }
  const most = delimiters.reduce((best, each) =>
    (counts.get(each) ?? 0) > (counts.get(best) ?? 0) ? each : best,
  );
  return { delimiter: most, hasLine: false };
}

const quote = '"?';
const rejectStart = new RegExp(
  `^(sep=.\\r?\\n)?${quote}${rejectColumns[0]}${quote}([,;\\t|])${quote}${rejectColumns[1]}${quote}\\2${quote}${rejectColumns[2]}`,
);

/**
 * A reject file says itself how it is written, also after a spreadsheet has saved it: the mapping is that of the file whose
 * rows it has. `given`: the encoding in the mapping. Undefined: `start` is of another file.
 */
export function detectRejectFile(
  start: Buffer,
  given: string | undefined,
): { readonly encoding: string; readonly delimiter: string; readonly hasLine: boolean } | undefined {
  const detected = detectEncoding(start);
  const text = iconv.decode(start.subarray(0, 400), detected);
  const [, line, delimiter] = rejectStart.exec(text) ?? [];
  if (delimiter === undefined) return undefined;
  const isOneByte = detected === 'windows-1252' && given !== undefined && !/^utf|^ucs/i.test(given);
  return { encoding: isOneByte ? given : detected, delimiter, hasLine: line !== undefined };
}
