/** Evaluates quiet hours for one message: in the decision, and again immediately before sending. */
import type { Channel } from '../model/channels.ts';
import type { CompiledPolicy } from './compile-policy.ts';
import { findQuietEnd } from './quiet-hours.ts';

export interface QuietMessage {
  readonly channel: Channel;
  /** The policy's setting when absent. */
  readonly ifQuiet?: 'hold' | 'drop';
}

/** `until` in epoch ms: of a drop, the quiet hours last at least until then; Infinity = for ever. */
export interface QuietHoursResult {
  readonly kind: 'hold' | 'drop';
  readonly until: number;
}

/**
 * Undefined = it is not quiet for this message at `now`. `latest`: it may wait until then (both epoch ms). `zone`: IANA
 * name, computed only when the policy has quiet hours.
 */
export function evaluateQuietHours(
  { quiet, quietAction }: Pick<CompiledPolicy, 'quiet' | 'quietAction'>,
  { channel, ifQuiet = quietAction }: QuietMessage,
  now: number,
  latest: number,
  zone: () => string,
): QuietHoursResult | undefined {
  if (quiet.length === 0) return undefined;
  const until = findQuietEnd(quiet, channel, now, zone(), latest);
  if (until === undefined) return undefined;
  return { kind: ifQuiet === 'drop' || until > latest ? 'drop' : 'hold', until };
}
