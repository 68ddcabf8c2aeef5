/** New definitions reach somebody who is already there. */
import type { Backfill } from '../decision.ts';
import type { Turn } from '../turn.ts';

export function applyBackfill(_turn: Turn, _backfill: Backfill): void {}
