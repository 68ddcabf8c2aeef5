/** A call that the HTTP API received and could not forward: its description is rejected in its place, with the reason. */
import { isObject } from '../base/json.ts';
import {
  TouchpointInvalidError,
  type TouchpointProblem,
  touchpointProblems,
} from './touchpoint-invalid-error.ts';

/** Field of `detail`: `{ code, received }`, and whatever else describes the call. */
export const descriptionField = 'percorso-rejected';

/** In no other form is it shown: every source can write it. */
const plainText = /^[\w ,.]{1,100}$/;

/** Undefined: the detail is none. */
export function readDescription(
  detail: Readonly<Record<string, unknown>>,
): TouchpointInvalidError | undefined {
  const description = detail[descriptionField];
  if (description === undefined) return undefined;
  const { code, received } = isObject(description) ? description : {};
  return describeProblem(
    touchpointProblems.find((known) => known === code),
    received,
  );
}

/** `code`: by default, the detail is malformed. */
export function describeProblem(
  code: TouchpointProblem = 'detail_malformed',
  received: unknown,
): TouchpointInvalidError {
  const shown =
    typeof received === 'string' && plainText.test(received) ? received : 'a call in another form';
  const fix =
    code === 'text_not_utf8' ? 'send it again in UTF-8' : 'correct it at its sender, and send it again';
  const remedy = `Only a description of the call is stored: ${fix}.`;
  return new TouchpointInvalidError(code, 'detail', shown, remedy);
}
