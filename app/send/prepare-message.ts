/** Prepares a message before its claim: checks that it is still wanted, renders it, evaluates consent. */

import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { MINUTE } from '../../engine/base/time-units.ts';
import { findOrigination } from '../../engine/channels/sms-originations.ts';
import type { SmsBill, SmsPriceOverrides } from '../../engine/channels/sms-prices.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import type { ReasonCode } from '../../engine/model/reason-codes.ts';
import { findNumberFault } from '../../engine/policy/admit-number.ts';
import { isSmsTooLong } from '../../engine/policy/sms-ceilings.ts';
import type { AddressBook } from '../ports/address-book.ts';
import type { MessageCopies } from '../ports/message-copies.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import type { Provider } from '../ports/providers.ts';
import { checkAddress } from './check-address.ts';
import type { ClaimShare } from './claim-share.ts';
import { evaluateContact } from './evaluate-contact.ts';
import { keepOnlineCopy } from './online-copy.ts';
import type { PolicyCache } from './policy-cache.ts';
import { type RenderTools, renderMessage } from './render-message.ts';
import type { Declined, Preparation, Waiting } from './sending.ts';
import { keepShortLinks, listCodes } from './short-links.ts';
import type { TemplateCache } from './template-cache.ts';

/** What a channel's sender prepares with; `Rendered` is what its provider takes. */
export interface MessageTools<Rendered> extends RenderTools<Rendered> {
  readonly profiles: Pick<ProfileStore, 'load'>;
  readonly addresses: Pick<AddressBook, 'read' | 'claim' | 'readClaim'>;
  /** Days for which a campaign's message keeps its address. */
  readonly timelineDays: number;
  readonly templates: TemplateCache;
  readonly provider: Provider<Rendered>;
  /** Of SMS: what the message is billed by. */
  bill?(to: string, rendered: Rendered, prices?: SmsPriceOverrides): SmsBill;
  /** Of SMS: the stage's own, which is no recipient. */
  readonly origination?: string | undefined;
  /** Of WhatsApp: it has only free text. */
  needsWindow?: ((rendered: Rendered) => boolean) | undefined;
  /** Of email: the domain that sends it. */
  readDomain?: ((rendered: Rendered) => string) | undefined;
  /** Of email and SMS: the day's limits. */
  readonly claimShare?: ClaimShare;
  /** Of email: what `{{ view_online_url }}` shows. */
  readonly copies?: Pick<MessageCopies, 'keep'>;
  /** Of email: the sender of the stage. */
  readonly defaultFrom?: string;
}

const campaignPrefix = 'campaign:';

/** `salt`: of the codes of its short links. */
export async function prepareMessage<Rendered>(
  message: SendMessage,
  tools: MessageTools<Rendered>,
  salt = 0,
): Promise<Preparation> {
  const now = tools.now();
  // 1.1 Is it still wanted?
  if (message.expiresAt !== undefined && now > message.expiresAt) return decline('suppressed', 'expired');
  if (await isCancelled(message, tools.policies, now)) return decline('suppressed', 'campaign_cancelled');

  // 1.2 Render exactly the revision that was decided.
  const template = await tools.templates.load(message.template, message.templateRevision);
  if (template === undefined) return decline('failed', 'template_missing');
  const rendering = await renderMessage(message, template, tools, salt);
  if (typeof rendering === 'string') return decline('failed', rendering);
  const { rendered, fallbacks } = rendering;

  const domain = tools.readDomain?.(rendered);
  const { sms } = await tools.policies.current(now);
  const bill = tools.bill?.(message.to, rendered, sms?.prices);
  if (bill !== undefined && isSmsTooLong(message, bill, sms))
    return { ...decline('suppressed', 'too_many_parts'), bill };
  const fault = bill && findNumberFault(message.to, sms, tools.origination);
  if (fault !== undefined) return { ...decline('suppressed', fault), bill };
  const hold = await holdForDomain(message, domain, tools);
  if (hold !== undefined) return hold;

  // 1.3 May this person get it? This check is last, so that the latest unsubscription counts.
  const { objection, profile } = message.isTest ? {} : await evaluateContact(message, tools);
  if (objection?.kind === 'waiting' || objection?.kind === 'erased') return objection;
  if (objection !== undefined) {
    const { reason, limit } = objection;
    return { ...decline('suppressed', reason), domain, bill, ...omitAbsent({ limit }) };
  }
  const policy = await tools.policies.current(now);
  const { refusal, waitUntil, isBouncing, isWindowOpen, ...check } = await checkAddress(
    message,
    profile,
    tools,
    policy,
    now,
  );
  const { message: reachable = message, moved } = check;
  if (refusal !== undefined) return { ...decline('suppressed', refusal), domain, bill, moved };
  if (isWindowOpen !== true && tools.needsWindow?.(rendered)) return decline('suppressed', 'window_closed');
  if (waitUntil !== undefined) return { kind: 'waiting', until: waitUntil, reason: 'held_by_cap' };
  if (!(await keepOnlineCopy(message, rendering, tools))) return decline('failed', 'render_failed');
  // Another message has one of its codes: the next salt gives others.
  if (!(await keepShortLinks(message, rendering, tools))) return prepareMessage(message, tools, salt + 1);
  const share = await tools.claimShare?.(message, { domain, bill }, policy, tools.now());
  if (share?.kind === 'waiting') return share;
  const origination = bill && findOrigination(sms?.originations, bill.country);
  const call = () =>
    tools.provider.send(reachable, rendered, omitAbsent({ isBouncing, isWindowOpen, origination }));
  return {
    kind: 'ready',
    domain,
    bill,
    moved,
    call,
    ...omitAbsent({ giveBack: share?.giveBack, fallbacks, links: listCodes(rendering.fields) }),
  };
}

/** Promotional email from a paused domain waits, for as long as the pause lasts. */
async function holdForDomain<Rendered>(
  message: SendMessage,
  domain: string | undefined,
  { policies, now }: MessageTools<Rendered>,
): Promise<Waiting | undefined> {
  if (domain === undefined || message.class !== 'promotional') return undefined;
  if (!(await policies.isDomainPaused(domain, now()))) return undefined;
  return { kind: 'waiting', until: now() + pausedFor, reason: 'held_by_breaker' };
}

/** Milliseconds between two looks at a pause: a resume takes effect within this time. */
const pausedFor = 30 * MINUTE;

function decline(state: 'suppressed' | 'failed', reason: ReasonCode): Declined {
  return { kind: 'declined', state, reason };
}

/** Queued messages of a cancelled campaign are not sent. */
async function isCancelled(message: SendMessage, policies: PolicyCache, now: number): Promise<boolean> {
  const { origin, decidedAt } = message;
  if (!origin.startsWith(campaignPrefix)) return false;
  return !(await policies.hasCampaign(origin.slice(campaignPrefix.length), decidedAt, now));
}
