/** Finds passages of equal lines. */
import type { SourceFile } from './source-files.ts';

interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
}

export interface Passage {
  readonly lines: number;
  /** `path:line` of the two places at which it begins. */
  readonly places: readonly [string, string];
}

/** Passages of at least `length` equal lines; indentation, blank lines, comments and imports do not count. */
export function findRepeats(files: readonly SourceFile[], length: number): Passage[] {
  const sources = files.map((file) => ({ path: file.path, lines: listLines(file.text) }));
  const starts = new Map<string, { source: number; at: number }[]>();
  for (const [source, { lines }] of sources.entries()) {
    for (let at = 0; at + length <= lines.length; at++) {
      const window = lines.slice(at, at + length);
      // Closing brackets alone are no passage.
      if (window.filter(({ text }) => /\w/.test(text)).length < length - 2) continue;
      const key = window.map(({ text }) => text).join('\n');
      const same = starts.get(key);
      if (same === undefined) starts.set(key, [{ source, at }]);
      else same.push({ source, at });
    }
  }
  const found = new Map<string, Passage>();
  const covered = new Set<string>();
  for (const places of starts.values()) {
    const [first, ...others] = places;
    for (const second of others) {
      if (first === undefined || covered.has(`${first.source}:${first.at}:${second.source}:${second.at}`))
        continue;
      const left = sources[first.source];
      const right = sources[second.source];
      let lines = 0;
      while (
        left?.lines[first.at + lines] !== undefined &&
        left.lines[first.at + lines]?.text === right?.lines[second.at + lines]?.text
      ) {
        covered.add(`${first.source}:${first.at + lines}:${second.source}:${second.at + lines}`);
        lines += 1;
      }
      const name = (place: { source: number; at: number }) =>
        `${sources[place.source]?.path}:${sources[place.source]?.lines[place.at]?.number}`;
      found.set(`${name(first)} ${name(second)}`, { lines, places: [name(first), name(second)] });
    }
  }
  return [...found.values()].sort((left, right) => right.lines - left.lines);
}

function listLines(text: string): Line[] {
  const code = text.replaceAll(/^import [^;]*;$/gm, (found) => found.replaceAll(/[^\n]/g, ''));
  return code
    .split('\n')
    .map((line, index) => ({ text: line.trim(), number: index + 1 }))
    .filter(({ text: line }) => line !== '' && !/^(\/\/|\/?\*)/.test(line));
}
