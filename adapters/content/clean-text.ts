/**
 * Removes from rendered content the invisible characters that harm a message. Percorso stores what a source stated; a
 * message must not carry it to a provider.
 */

/** Line ends of every convention, form feed and vertical tab. */
const lineEnds = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;

/**
 * Control characters except tab and line feed, halves of surrogate pairs (a filter may cut a pair), code points that
 * are not characters, and embeddings and overrides of the reading direction: an override shows the link after it
 * backwards. Marks and isolates of the direction, which Arabic and Hebrew text needs, stay.
 */
const unwanted = /(?![\t\n])[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u202a-\u202e]/gu;

/** Text of several lines: each line end is a line feed. */
export function cleanText(text: string): string {
  return text.replace(lineEnds, '\n').replace(unwanted, '');
}

/** Text of one line: a line break would start a new header of an email. */
export function cleanLine(text: string): string {
  return cleanText(text)
    .replace(/[\t\n]+/g, ' ')
    .trim();
}

/** A URL has neither line breaks nor tabs: devices drop them. */
export function cleanUrl(text: string): string {
  return cleanText(text)
    .replace(/[\t\n]+/g, '')
    .trim();
}
