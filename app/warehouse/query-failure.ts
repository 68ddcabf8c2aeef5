/** The reason of a failed query, in words without values of rows. */

/** Errors that concern the SQL and its tables only; the text of every other one can quote a value of a row. */
const aboutSql =
  /^(?:SYNTAX_ERROR|COLUMN_NOT_FOUND|TABLE_NOT_FOUND|SCHEMA_NOT_FOUND|CATALOG_NOT_FOUND|FUNCTION_NOT_FOUND|TYPE_MISMATCH|MISSING_COLUMN_NAME|AMBIGUOUS_NAME|NOT_SUPPORTED|PERMISSION_DENIED|Insufficient permissions|Query exhausted resources|Bytes scanned limit|Query cancelled|Query timeout)\b/i;

const longest = 300;

/** Why a request was not accepted. No row was read, so the text has none; no execution exists that keeps it. */
export function describeRefusal(reason: string): string {
  return reason.trim().replace(/\s+/g, ' ').slice(0, longest) || 'The warehouse gives no reason.';
}

/** The reason of the warehouse as far as it can have no personal data. */
export function describeReason(reason: string): string {
  const text = reason.trim().replace(/\s+/g, ' ');
  if (text === '') return 'The warehouse gives no reason.';
  if (aboutSql.test(text)) return text.slice(0, longest);
  const [name] = /^[A-Z][A-Z_]{3,60}(?=[:\s]|$)/.exec(text) ?? [];
  return `${name ?? 'An error of the query'}: the full text can quote rows; read it in the warehouse by the id of the execution.`;
}
