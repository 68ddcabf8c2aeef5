/** One line of a JSONL file as a touchpoint, or what is wrong with it. */
import { createHash } from 'node:crypto';
import { readJson } from '../../engine/touchpoint/read-json.ts';
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

/** `line`: its number in the file, from 1. */
export function readTouchpointLine(
  text: string,
  line: number,
  options: Omit<ReadOptions, 'messageId'>,
): FileLine {
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
