/** All that comes before a message is claimed: is it still wanted, what does it say, may this person get it? */

import { describeRendering } from '../../../adapters/content/describe-rendering.ts';
import type { RenderedFields } from '../../../adapters/content/render-content.ts';
import type { RenderWall } from '../../../adapters/content/render-wall.ts';
import { TemplateRenderError } from '../../../adapters/content/render-wall.ts';
import type { AddressBook, ProfileStore, Provider } from '../../../adapters/ports.ts';
import type { ReasonCode } from '../../../engine/decision.ts';
import type { PolicyDocument } from '../../../engine/documents.ts';
import type { SendMessage } from '../../../engine/effects.ts';
import { admitMessage } from '../../../engine/policy/admit.ts';
import type { Profile } from '../../../engine/profile.ts';
import type { Telemetry } from '../telemetry.ts';
import { checkAddress } from './check-address.ts';
import type { Preparation } from './delivery.ts';
import type { PolicyCache } from './policy-cache.ts';
import type { TemplateCache } from './template-cache.ts';

/** What a channel's sender prepares with; `Rendered` is what its provider takes. */
export interface MessageTools<Rendered> {
  readonly profiles: Pick<ProfileStore, 'load'>;
  readonly addresses: Pick<AddressBook, 'read' | 'claim'>;
  /** Days for which a campaign's message keeps its address. */
  readonly timelineDays: number;
  readonly policies: PolicyCache;
  readonly templates: TemplateCache;
  readonly wall: Pick<RenderWall, 'render'>;
  readonly provider: Provider<Rendered>;
  shape(fields: RenderedFields): Rendered;
  readonly telemetry: Telemetry;
}

const campaignPrefix = 'campaign:';

export async function prepareMessage<Rendered>(
  message: SendMessage,
  tools: MessageTools<Rendered>,
  now: number,
): Promise<Preparation> {
  // 1.1 still wanted?
  if (message.expiresAt !== undefined && now > message.expiresAt) return decline('suppressed', 'expired');
  if (await isCancelled(message, tools.policies, now)) return decline('suppressed', 'campaign_cancelled');

  // 1.2 what does it say? Exactly the revision that was decided
  const template = await tools.templates.load(message.template, message.templateRevision);
  if (template === undefined) return decline('failed', 'template_missing');
  let rendered: Rendered;
  try {
    const fields = await tools.wall.render(describeRendering(message, template));
    rendered = tools.shape(message.isTest ? markAsTest(fields) : fields);
  } catch (error) {
    if (!(error instanceof TemplateRenderError)) throw error;
    tools.telemetry.error('Not rendered', error, { messageId: message.id, template: message.template });
    return decline('failed', 'render_failed');
  }

  // 1.3 may this person get it? Last, so that an unsubscription a moment ago counts
  const refusal =
    (message.isTest ? undefined : await judgeContact(message, tools, now)) ??
    (await checkAddress(message, tools, now));
  if (refusal !== undefined) return decline('suppressed', refusal);
  return { kind: 'ready', call: () => tools.provider.send(message, rendered) };
}

/** Nobody should take it for the real one; an SMS or push is short, and stays as it is. */
function markAsTest(fields: RenderedFields): RenderedFields {
  const { subject } = fields;
  return subject === undefined ? fields : { ...fields, subject: `[Test] ${subject}` };
}

function decline(state: 'suppressed' | 'failed', reason: ReasonCode): Preparation {
  return { kind: 'declined', state, reason };
}

/** What a campaign has queued stops with it. */
async function isCancelled(message: SendMessage, policies: PolicyCache, now: number): Promise<boolean> {
  const { subject, decidedAt } = message;
  if (!subject.startsWith(campaignPrefix)) return false;
  return !(await policies.hasCampaign(subject.slice(campaignPrefix.length), decidedAt, now));
}

/**
 * A cheap read may lag behind the very decision that made the message, and so may the policy: before refusing, the
 * current state is read, and the policy as published after the decision.
 */
async function judgeContact<Rendered>(
  message: SendMessage,
  { profiles, policies }: MessageTools<Rendered>,
  now: number,
): Promise<ReasonCode | undefined> {
  let refusal: ReasonCode | undefined;
  for (const consistent of [false, true]) {
    const policy = await policies.current(now, consistent ? message.decidedAt : undefined);
    const profile = await profiles.load(message.profileId, { consistent });
    // Nobody any more: erased since.
    refusal = profile === undefined ? 'no_address' : refuse(message, profile, policy);
    if (refusal === undefined) return undefined;
  }
  return refusal;
}

/** Caps and quiet hours were judged when it was decided: here counts what may have changed since. */
function refuse(message: SendMessage, profile: Profile, policy: PolicyDocument): ReasonCode | undefined {
  const { entry, to } = message;
  if (entry !== undefined && profile.left.some(([left]) => left === entry)) return 'left_journey';
  return admitMessage(profile, message, to, policy);
}
