/** Reads text files of any editor: skips a byte order mark, refuses any encoding other than UTF-8. */
import { createReadStream, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../terminal/command-result.ts';

/** A line of a file, without its line end. */
export interface TextLine {
  /** From 1. */
  readonly line: number;
  /** Undefined: its bytes are not UTF-8. */
  readonly text: string | undefined;
}

const newline = 0x0a;
const saveAsUtf8 = 'Save the file as UTF-8 (in Excel: "CSV UTF-8"; in Notepad: Encoding, UTF-8).';

/** The whole text. `remedy`: what the file should contain, for a file that is missing. Throws UsageError. */
export function readTextFile(file: string, directory: string, remedy: string): string {
  return decodeFile(readBytes(file, directory, remedy), file);
}

/** Bytes of a file. Throws UsageError when it cannot be read. */
export function readBytes(file: string, directory: string, remedy: string): Buffer {
  try {
    return readFileSync(resolve(directory, file));
  } catch (error) {
    throw explainUnreadable(error, file, remedy);
  }
}

/** The lines of a text, separated by LF or CRLF only: U+2028 is legal inside JSON text (RFC 8259). */
export function splitLines(text: string): string[] {
  return text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}

/** Reads a file of any size line by line. A line that is not UTF-8 does not stop the others. Throws UsageError. */
export async function* readTextLines(file: string, remedy: string): AsyncGenerator<TextLine> {
  const stream = createReadStream(file);
  try {
    yield* readTextLinesOf(stream as AsyncIterable<Buffer>, file);
  } catch (error) {
    throw explainUnreadable(error, file, remedy);
  } finally {
    stream.destroy();
  }
}

/** The same of a stream; `name` is for errors. */
export async function* readTextLinesOf(
  stream: AsyncIterable<Buffer>,
  name: string,
): AsyncGenerator<TextLine> {
  let line = 0;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    const bytes: Buffer = Buffer.concat([rest, chunk]);
    if (line === 0) checkNotUtf16(bytes, name);
    let start = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      line += 1;
      yield { line, text: decodeLine(bytes.subarray(start, end), line) };
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
  if (rest.length > 0) yield { line: line + 1, text: decodeLine(rest, line + 1) };
}

function decodeFile(bytes: Buffer, file: string): string {
  checkNotUtf16(bytes, file);
  const text = decode(bytes, true);
  if (text !== undefined) return text;
  throw new UsageError(`${file} is not UTF-8.`, saveAsUtf8);
}

function decodeLine(bytes: Buffer, line: number): string | undefined {
  const text = decode(bytes, line === 1);
  return text?.endsWith('\r') === true ? text.slice(0, -1) : text;
}

/** A byte order mark is skipped only at the start of the file: later it is a character of the text. */
function decode(bytes: Buffer, isStart: boolean): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: !isStart }).decode(bytes);
  } catch {
    return undefined;
  }
}

function checkNotUtf16(bytes: Buffer, file: string): void {
  const [first, second] = bytes;
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  // Without a byte order mark, half of the bytes of Latin text in UTF-16 are zero.
  if (isMarked || first === 0 || second === 0) throw new UsageError(`${file} is UTF-16.`, saveAsUtf8);
}

function explainUnreadable(error: unknown, file: string, remedy: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || error instanceof UsageError) return error;
  if (error.code === 'ENOENT') return new UsageError(`The file ${file} does not exist.`, remedy);
  if (error.code === 'EISDIR') return new UsageError(`${file} is a folder.`, remedy);
  if (error.code === 'EACCES')
    return new UsageError(`The file ${file} cannot be read: access denied.`, 'Correct its permissions.');
  return error;
}
