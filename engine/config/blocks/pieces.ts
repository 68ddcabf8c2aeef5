/** A text that was put together from several documents, and where each part of it was written. */
import type { PathSegment } from '../problems/problem.ts';

/** One field of a document. */
export interface Place {
  /** `template/welcome`, `block/frame`. */
  readonly label: string;
  readonly segments: readonly PathSegment[];
  /** The whole field. */
  readonly source: string;
}

export interface Piece {
  readonly text: string;
  readonly place: Place;
  /** Index in the field at which the text was written. */
  readonly at: number;
}

export interface FoundPlace {
  readonly place: Place;
  /** From 1, in the field. */
  readonly line: number;
}

export function joinPieces(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join('');
}

/** Where a line of the joined text was written. Without a column: its first visible character. */
export function locateLine(pieces: readonly Piece[], line: number, column?: number): FoundPlace | undefined {
  const lines = joinPieces(pieces).split('\n');
  const before = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  const text = lines[line - 1] ?? '';
  const indent = text.length - text.trimStart().length;
  let left = before + (column === undefined ? indent : column - 1);
  for (const { place, at, text: part } of pieces) {
    if (left < part.length) return { place, line: countLines(place.source, at + left) };
    left -= part.length;
  }
  const last = pieces.at(-1);
  return last && { place: last.place, line: countLines(last.place.source, last.at + last.text.length) };
}

/** The line (from 1) of an index. */
export function countLines(source: string, at: number): number {
  return source.slice(0, at).split('\n').length;
}
