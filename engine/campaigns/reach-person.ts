/** A campaign's run has come to one person. */
import type { CampaignReach } from '../decision.ts';
import type { Turn } from '../turn.ts';

/** Once per run: a repeat does nothing and leaves no trace. */
export function reachPerson(_turn: Turn, _reach: CampaignReach): void {}
