/** Reads a JSONL file line by line: reports a bad line and continues with the others. */
import { createHash } from 'node:crypto';
import { readJson } from '../../engine/touchpoint/read-json.ts';
import { readTextLines } from '../files/read-text.ts';
import {
  type ReadOptions,
  type ReadTouchpoint,
  readTouchpoint,
  TouchpointUnreadableError,
} from './read-touchpoint.ts';

export interface TouchpointLine extends ReadTouchpoint {
  /** From 1. */
  readonly line: number;
  /** Bytes of its JSON; the size of a call is limited. */
  readonly bytes: number;
}

export interface BadLine {
  readonly line: number;
  readonly problem: string;
  readonly remedy: string;
}

export type FileLine = TouchpointLine | BadLine;

/** What a JSONL file should contain, for one that cannot be read. */
export const linesRemedy = 'Give a file with one JSON touchpoint per line.';

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
    else yield readLine(text, line, options);
  }
}

function readLine(text: string, line: number, options: Omit<ReadOptions, 'messageId'>): FileLine {
  try {
    // The same line of the same file is always the same touchpoint.
    const messageId = `replay-${createHash('sha256').update(`${line} ${text}`).digest('hex').slice(0, 24)}`;
    const read = readTouchpoint(readJson(text), { ...options, messageId });
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
