/** Reads the JSON of events without rounding whole numbers: order and account numbers are often longer than a double holds. */

/** Fewer digits are exact. */
const longFrom = 16;
const wholeNumber = /^-?\d+$/;

/**
 * As JSON.parse, but a whole number beyond 2^53 - 1 that is written in digits becomes text of the same digits, so that
 * two numbers stay two. Throws SyntaxError.
 */
export function readJson(text: string): unknown {
  if (!hasManyDigits(text)) return JSON.parse(text);
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

/** Looks at every 16th character, for a run of 16 digits covers one: a tenth of a regular expression's time. */
function hasManyDigits(text: string): boolean {
  for (let at = longFrom - 1; at < text.length; at += longFrom) {
    if (!isDigit(text, at)) continue;
    let start = at;
    let end = at;
    while (isDigit(text, start - 1)) start--;
    while (isDigit(text, end + 1)) end++;
    if (end - start + 1 >= longFrom) return true;
  }
  return false;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}
