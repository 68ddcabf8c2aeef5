/** Checks paths into the person and the event: which exist, and which can never have a value. */

import { eventFields, type FieldForm, findForm, profileFields } from '../../model/readable-fields.ts';
import { formatSuggestion } from '../problems/suggest-name.ts';
import { isSafePath } from '../read/find-unsafe-values.ts';

/** First names below a root; free names follow a map (`profile.traits.anything`). */
const roots: Readonly<Record<string, Readonly<Record<string, FieldForm>>>> = {
  profile: profileFields,
  event: eventFields,
};

/** What is wrong with a path such as `event.properties.total`; undefined = nothing. */
export function explainPath(path: string, root?: 'event'): string | undefined {
  const names = path.split('.');
  if (!isSafePath(path)) return `"${path}" is not a path: write names separated by dots.`;
  const head = root ?? names[0] ?? '';
  if (head === 'account') {
    return names.length > 1 ? undefined : 'Give a trait of the account: account.name, or account.id.';
  }
  const fields = Object.hasOwn(roots, head) ? roots[head] : undefined;
  if (fields === undefined) {
    return `A path starts with "profile.", "event." or "account.".${formatSuggestion(head, Object.keys(roots))}`;
  }
  const [field, ...rest] = root === undefined ? names.slice(1) : names;
  const possible = Object.keys(fields);
  const prefix = root === undefined ? `${head}.` : '';
  if (field === undefined)
    return `Give a field of the ${head}: ${possible.map((name) => prefix + name).join(', ')}.`;
  const form = findForm(fields, field);
  if (form === undefined) {
    const suggestion = formatSuggestion(field, possible);
    return `There is no "${prefix}${field}".${suggestion} Possible: ${possible.map((name) => prefix + name).join(', ')}.`;
  }
  if (form === 'map' && rest.length === 0) return `Give a name below ${prefix}${field}: "${path}.some_name".`;
  if (form !== 'map' && rest.length > 0) return `"${prefix}${field}" is a single value without fields.`;
  return undefined;
}
