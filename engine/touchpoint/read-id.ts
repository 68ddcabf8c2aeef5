/** Ids of people, events and things, in one form: trimmed text. */
import { describeType, TouchpointInvalidError } from './touchpoint-invalid-error.ts';

const maxIdLength = 256;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern must find them.
const controlCharacter = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * Text of 1 to 256 characters, trimmed, or a whole number that a double holds exactly, which becomes text (readJson
 * has made text of longer ones that were written in digits). Undefined
 * when there is none: absent, null, or only spaces. Throws TouchpointInvalidError for everything else.
 */
export function readId(value: unknown, path: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return String(value);
    if (!Number.isInteger(value))
      throw invalidId(path, 'a number that is not a whole number', 'Send the id as text: "1.5".');
    const received = 'a number that cannot be held exactly';
    throw invalidId(path, received, 'Send the id as text: "12345678901234567890".');
  }
  const id = typeof value === 'string' ? trimId(value) : undefined;
  if (id === '') return undefined;
  if (id !== undefined && isId(id)) return id;
  const remedy = `An id is a text of 1 to ${maxIdLength} characters without control characters, or a whole number; leave it out when it is unknown.`;
  throw invalidId(path, describeType(value), remedy);
}

/** The form in which ids are compared: what a person types and what an event contains must match. */
export function trimId(text: string): string {
  return text.trim();
}

/** Neither empty nor too long, without characters that a store or a terminal interprets. */
export function isId(text: string): boolean {
  return text !== '' && text.length <= maxIdLength && text.isWellFormed() && !controlCharacter.test(text);
}

function invalidId(path: string, received: string, remedy: string): TouchpointInvalidError {
  return new TouchpointInvalidError('id_invalid', path, received, remedy);
}
