/**
 * Makes outside text safe to print: event names, sources, ids and values come from any system that can send an event, and
 * a terminal executes escape sequences, carriage returns and direction overrides in them.
 */

// Control characters (C0, DEL, C1), line and paragraph separators, and characters that change the reading direction.
const controls = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** One line of output: every control character, including a line end, is written as `\u001b`. */
export function escapeLine(line: string): string {
  return line.replace(controls, toEscape);
}

/** A text of Percorso with several lines, such as a help page. */
export function escapeLines(text: string): string {
  return text.split('\n').map(escapeLine).join('\n');
}

/** A value as JSON, valid and unchanged: JSON.stringify does not escape DEL, C1 and direction overrides. */
export function toSafeJson(value: unknown): string {
  return escapeLines(JSON.stringify(value, null, 2) ?? 'null');
}

function toEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
