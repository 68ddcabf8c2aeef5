/** The program of closures and indexes that is compiled from a published snapshot. */

import type { CampaignProgram, CompiledCampaign } from '../campaigns/compile-campaign.ts';
import type { RuleLimits } from '../identity/unite-held.ts';
import type { JourneyPlan } from '../journeys/compiled-journey.ts';
import type { EventDocument } from '../model/documents/event-document.ts';
import type { RulePlan, RuleProgram } from '../rules/compiled-rule.ts';

/** The program that `decide` runs. Made by compileProgram, never stored. */
export interface Program extends RuleProgram, CampaignProgram {
  readonly plans: ReadonlyMap<string, EventPlan>;
  readonly campaigns: ReadonlyMap<string, CompiledCampaign>;
  /** Of the rules with a limit, by id: their counts are kept longest. */
  readonly limited: RuleLimits;
  /** Absent where there are none. Compiled by who checks them. */
  readonly contracts?: readonly EventDocument[];
}

export interface EventPlan extends RulePlan, JourneyPlan {}
