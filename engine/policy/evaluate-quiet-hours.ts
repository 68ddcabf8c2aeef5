/** Evaluates quiet hours for one message: in the decision, and again immediately before sending. */
import type { Channel } from '../model/channels.ts';
import type { CompiledPolicy } from './compile-policy.ts';
import type { FoundZone } from './find-zone.ts';
import { findQuietEnd } from './quiet-hours.ts';
import { findStatutoryHours } from './statutory-hours.ts';

export interface QuietMessage {
  readonly channel: Channel;
  /** The address that it goes to. */
  readonly to: string;
  /** The policy's setting when absent. */
  readonly ifQuiet?: 'hold' | 'drop';
}

/** `until` in epoch ms: of a drop, the quiet hours last at least until then; Infinity = for ever. */
export interface QuietHoursResult {
  readonly kind: 'hold' | 'drop';
  readonly until: number;
}

/**
 * Undefined = it is not quiet for this message at `now`. `latest`: it may wait until then (both epoch ms). `zone`: of the
 * person, computed only when there are quiet hours. Those of the law apply to SMS if the policy has none for them.
 */
export function evaluateQuietHours(
  {
    quiet,
    quietAction,
    hasStatutoryHours,
  }: Pick<CompiledPolicy, 'quiet' | 'quietAction' | 'hasStatutoryHours'>,
  { channel, to, ifQuiet = quietAction }: QuietMessage,
  now: number,
  latest: number,
  zone: () => FoundZone,
): QuietHoursResult | undefined {
  const statutory = channel === 'sms' && hasStatutoryHours ? findStatutoryHours(to, zone().state) : undefined;
  const windows = statutory?.windows ?? quiet;
  if (windows.length === 0) return undefined;
  const found = zone();
  const zones = statutory === undefined || found.isKnown ? [found.zone] : statutory.zones;
  const until = findEndEverywhere(zones, now, latest, (at, each) =>
    findQuietEnd(windows, channel, at, each, latest),
  );
  if (until === undefined) return undefined;
  return { kind: ifQuiet === 'drop' || until > latest ? 'drop' : 'hold', until };
}

/** The first moment at which it is quiet in none of the zones; undefined = that is `now`. As `findEnd`, it may end later. */
function findEndEverywhere(
  zones: readonly string[],
  now: number,
  latest: number,
  findEnd: (at: number, zone: string) => number | undefined,
): number | undefined {
  let until: number | undefined;
  for (;;) {
    const ends = zones.flatMap((zone) => findEnd(until ?? now, zone) ?? []);
    if (ends.length === 0) return until;
    until = Math.max(...ends);
    if (zones.length === 1 || until > latest) return until;
  }
}
