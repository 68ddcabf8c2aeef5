/** Reads the JSON of events without rounding whole numbers: order and account numbers are often longer than a double holds. */

/** Where a value can stand, 16 digits or more. Only texts with one pay for a second look. */
const longDigits = /(?:^|[:[,])\s*-?\d{16}/;
const wholeNumber = /^-?\d+$/;

/**
 * As JSON.parse, but a whole number beyond 2^53 - 1 that is written in digits becomes text of the same digits, so that
 * two numbers stay two. Throws SyntaxError.
 */
export function readJson(text: string): unknown {
  if (!longDigits.test(text)) return JSON.parse(text);
  try {
    return JSON.parse(text, keepDigits);
  } catch (error) {
    // A reviver is called recursively: JSON that is nested thousands deep has to be read without one.
    if (error instanceof RangeError) return JSON.parse(text);
    throw error;
  }
}

function keepDigits(
  this: unknown,
  _key: string,
  value: unknown,
  context?: { readonly source?: string },
): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && wholeNumber.test(source) ? source : value;
}
