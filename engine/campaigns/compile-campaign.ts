/** Compiled campaigns: what reaches a person, compiled once. */
import { omitAbsent } from '../base/omit-absent.ts';
import type { JourneyProgram } from '../journeys/compiled-journey.ts';
import { compileMessage, type RequestMessage } from '../messages/request-message.ts';
import type { CampaignDocument } from '../model/documents/campaign-document.ts';
import type { CampaignTerms } from '../turn/definitions.ts';
import type { Turn } from '../turn/turn.ts';

export interface CompiledCampaign extends CampaignTerms {
  /** Priority of its messages. */
  readonly priority: number;
  /** Segment id. */
  readonly audience: string;
  /** Its message, and the template's id; absent if it enters people into a journey. */
  readonly message?: { readonly template: string; readonly request: RequestMessage };
  /** Journey id. */
  readonly enter?: string;
}

export interface CampaignProgram extends JourneyProgram {
  readonly campaigns: ReadonlyMap<string, CompiledCampaign>;
}

export type CampaignTurn = Turn<CampaignProgram>;

/** Throws DocumentInvalidError. */
export function compileCampaign(document: CampaignDocument): CompiledCampaign {
  const { id, send, enter } = document;
  return omitAbsent<CompiledCampaign>({
    status: document.status,
    priority: document.priority ?? 0,
    audience: document.audience.segment,
    message:
      send === undefined
        ? undefined
        : { template: send, request: compileMessage({ ...document, template: send }, '', `campaign/${id}`) },
    enter,
  });
}
