/** Reads a JSONL file line by line: a bad line is told, the others go on. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { UsageError } from '../command-result.ts';
import {
  type ReadOptions,
  type ReadTouchpoint,
  readTouchpoint,
  TouchpointUnreadableError,
} from './read-touchpoint.ts';

export interface TouchpointLine extends ReadTouchpoint {
  /** From 1. */
  readonly line: number;
  /** Bytes of its JSON: a call takes so many at most. */
  readonly bytes: number;
}

export interface BadLine {
  readonly line: number;
  readonly problem: string;
  readonly remedy: string;
}

export type FileLine = TouchpointLine | BadLine;

/** Lines from number `from` on; blank ones are passed over. Throws UsageError when there is no such file. */
export async function* readLines(
  file: string,
  from: number,
  options: Omit<ReadOptions, 'messageId'>,
): AsyncGenerator<FileLine> {
  const stream = createReadStream(file, 'utf8');
  let line = 0;
  try {
    for await (const text of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      line += 1;
      if (line >= from && text.trim() !== '') yield readLine(text, line, options);
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EISDIR')) {
      throw new UsageError(`There is no file ${file}.`, 'Name a file with one JSON touchpoint per line.');
    }
    throw error;
  } finally {
    stream.destroy();
  }
}

function readLine(text: string, line: number, options: Omit<ReadOptions, 'messageId'>): FileLine {
  try {
    // The same line of the same file is the same touchpoint, however often it is replayed.
    const messageId = `replay-${createHash('sha256').update(`${line} ${text}`).digest('hex').slice(0, 24)}`;
    const read = readTouchpoint(JSON.parse(text), { ...options, messageId });
    return { ...read, line, bytes: Buffer.byteLength(JSON.stringify(read.touchpoint)) };
  } catch (error) {
    if (error instanceof TouchpointUnreadableError) {
      return { line, problem: error.message, remedy: error.remedy };
    }
    if (error instanceof SyntaxError) {
      return { line, problem: 'This line is not JSON.', remedy: 'Write one JSON object per line.' };
    }
    throw error;
  }
}

export function isBadLine(line: FileLine): line is BadLine {
  return 'problem' in line;
}
