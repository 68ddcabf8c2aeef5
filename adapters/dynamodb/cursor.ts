/** The position of a listing: DynamoDB's last key as one opaque string. Keys contain strings and numbers only. */
import type { Item } from './attributes.ts';

/** A cursor was not made by this listing. */
export class CursorInvalidError extends Error {
  readonly code = 'cursor_invalid';
  constructor() {
    super('The cursor was not made by this listing. Start again without a cursor.');
    this.name = 'CursorInvalidError';
  }
}

export function encodeCursor(key: Item): string;
export function encodeCursor(key: Item | undefined): string | undefined;
export function encodeCursor(key: Item | undefined): string | undefined {
  return key === undefined ? undefined : Buffer.from(JSON.stringify(key)).toString('base64url');
}

export function decodeCursor(cursor: string | undefined): Item | undefined {
  if (cursor === undefined) return undefined;
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as Item;
  } catch {
    throw new CursorInvalidError();
  }
}
