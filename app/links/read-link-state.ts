/** Whether a published link leads to its target at a moment. */
import type { LinkDocument } from '../../engine/model/documents/link-document.ts';
import { parseTimestamp } from '../../engine/touchpoint/parse-timestamp.ts';

/** `early`: before its first moment. `ended`: after its last one, or archived. */
export type LinkState = 'valid' | 'early' | 'paused' | 'ended';

/** `now` in epoch ms. A link that is over is not early or paused any more. */
export function readLinkState(
  { status, validFrom, validUntil }: Pick<LinkDocument, 'status' | 'validFrom' | 'validUntil'>,
  now: number,
): LinkState {
  const [from, until] = [readMoment(validFrom), readMoment(validUntil)];
  if (status === 'archived' || (until !== undefined && until <= now)) return 'ended';
  if (status !== 'live') return 'paused';
  return from !== undefined && now < from ? 'early' : 'valid';
}

function readMoment(text: string | undefined): number | undefined {
  const parsed = text === undefined ? undefined : parseTimestamp(text);
  return parsed?.ok === true ? parsed.at : undefined;
}
