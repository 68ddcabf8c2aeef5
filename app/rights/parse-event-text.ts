/** Reads an event as it was received, which can be any text. */
import type { Json } from '../../engine/base/json.ts';
import { readJson } from '../../engine/touchpoint/read-json.ts';

/** Undefined: it is no JSON, or nested too deeply to be looked through. */
export function parseEventText(text: string): Json | undefined {
  try {
    return measureDepth(text) > deepest ? undefined : (readJson(text) as Json);
  } catch {
    return undefined;
  }
}

/** Far more than any touchpoint that is accepted. */
const deepest = 500;

/** Brackets in texts count too: at worst the event is searched as text. */
function measureDepth(text: string): number {
  let depth = 0;
  let most = 0;
  for (const character of text) {
    if (character === '[' || character === '{') most = Math.max(most, ++depth);
    else if (character === ']' || character === '}') depth--;
  }
  return most;
}
