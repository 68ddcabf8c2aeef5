/** The contact policy: evaluated for every message. */

import type { Channel } from '../channels.ts';
import type { MessageClass } from '../effects.ts';
import type { DeliverabilityPolicy } from './deliverability-policy.ts';
import type { Conversion, DocumentBase, Duration, Weekday } from './document-base.ts';
import type { IdentityPolicy } from './identity-policy.ts';
import type { PageTextName } from './page-texts.ts';
import type { ConsentNeeds, LocalizedText } from './purpose-document.ts';
import type { ReplyPolicy } from './reply-policy.ts';
import type { SensitiveFieldPolicy } from './sensitive-policy.ts';
import type { UtmPolicy } from './utm-policy.ts';

export interface PolicyDocument extends DocumentBase, DeliverabilityPolicy {
  readonly kind: 'policy';
  /** What a promotional message on a channel needs: an explicit yes, or no explicit no. Default `opt-in`. */
  readonly consent?: ConsentNeeds;
  /** Older touchpoints update the profile and trigger nothing. Default PT24H. */
  readonly liveWithin?: Duration;
  /** All of them hold at once. Transactional messages pass. */
  readonly caps?: readonly FrequencyCap[];
  readonly quietHours?: QuietHours;
  readonly timeZone?: TimeZonePolicy;
  readonly arbitration?: Arbitration;
  readonly controlGroup?: ControlGroup;
  /** What every promotional message is for, where its rule, journey or campaign declares nothing else. */
  readonly conversion?: Conversion;
  /** How messages share the credit of one conversion. Default `last-touch`. */
  readonly attribution?: AttributionModel;
  /** Longest hold of a message, for any reason. Default PT24H. */
  readonly maxHold?: Duration;
  readonly campaigns?: CampaignPolicy;
  readonly preferences?: PreferencePolicy;
  readonly unsubscribe?: UnsubscribePolicy;
  readonly utm?: UtmPolicy;
  /** Hosts from which templates may fetch content, with their port where it is not the usual one. */
  readonly allowedHosts?: readonly string[];
  readonly sms?: SmsPolicy;
  readonly replies?: ReplyPolicy;
  readonly identity?: IdentityPolicy;
  readonly sensitive?: readonly SensitiveFieldPolicy[];
}

/** `last-touch`: all to the newest message; `position`: 40 % each to the first and the newest, 20 % to those between. */
export const attributionModels = ['last-touch', 'position'] as const;
export type AttributionModel = (typeof attributionModels)[number];

/** How people unsubscribe from promotional email. */
export interface UnsubscribePolicy {
  /**
   * HTML below templates that show no `{{ unsubscribe_url }}`, per locale: each text shows that link. False: such a
   * template is refused. English and Italian texts are built in.
   */
  readonly footer?: Readonly<Record<string, string>> | false;
  /** What one click ends: the whole purpose on the channel (default), or only the message's topic if it has one. */
  readonly scope?: 'purpose' | 'topic';
  /** Mailbox that also takes unsubscriptions. */
  readonly mailto?: string;
}

export interface SmsPolicy {
  /** US dollars per part by ISO country: before the figures that Percorso knows. */
  readonly prices?: Readonly<Record<string, number>>;
  /** An SMS with more parts is not sent, whatever its class. 11 when absent. */
  readonly maxParts?: number;
  /** ISO countries of the numbers that get SMS, of any class. Every country when absent. */
  readonly countries?: readonly string[];
  /** Sender id, number, pool or ARN by ISO country of the number, and `default`; else that of the stage. */
  readonly originations?: Readonly<Record<string, string>>;
  /** `off`: the hours of the law do not apply by themselves. */
  readonly statutoryHours?: 'on' | 'off';
  /** Parts of promotional SMS per UTC day; what exceeds it waits for the next day. */
  readonly dailyParts?: number;
  /** The same in US dollars, of the parts whose price is known. */
  readonly dailySpend?: number;
}

/** What people can choose for themselves. */
export interface PreferencePolicy {
  /** Caps that a person can choose: the trait `contact_frequency` has the id of one. */
  readonly frequencies?: readonly ContactFrequency[];
  readonly brand?: Brand;
  /**
   * Texts of the public pages, by language: they replace the built-in ones of `en` and `it`, and add languages. A text
   * that a language lacks is in English.
   */
  readonly texts?: Readonly<Record<string, Readonly<Partial<Record<PageTextName, string>>>>>;
  /** Languages of messages that people can choose, beside those of the templates and the pages. */
  readonly languages?: readonly string[];
}

/** Whose pages they are. */
export interface Brand {
  readonly name: string;
  /** `https:`; shown above each page instead of the name. */
  readonly logoUrl?: string;
  /** `#7a3b12`: of buttons. */
  readonly color?: string;
}

export interface ContactFrequency {
  readonly id: string;
  /** In the preference centre: one text, or one per locale (`en`, `it`). */
  readonly name: LocalizedText;
  /** Maximum number of promotional messages; no cap when absent. */
  readonly limit?: number;
  /** As in a cap: exactly one of the two, with a limit. */
  readonly within?: Duration;
  readonly per?: 'day' | 'week' | 'month';
}

/** Limits for campaigns, and for journeys that reach a segment on a schedule. */
export interface CampaignPolicy {
  /** Transactional templates pass consent, caps and quiet hours. Default false: such a campaign is refused. */
  readonly allowTransactional?: boolean;
  /** A run that would reach more people waits for approval. No limit when absent. */
  readonly maxRecipients?: number;
}

export interface FrequencyCap {
  /** Maximum number of messages per person, 1 to 100 ... */
  readonly limit: number;
  /** ... in a sliding window (`P7D`) ... */
  readonly within?: Duration;
  /** ... or in a calendar window of the person's zone; weeks start on Monday. Exactly one of the two. */
  readonly per?: 'day' | 'week' | 'month';
  /** Counts only messages on these channels; all when absent. */
  readonly channels?: readonly Channel[];
  /** Counts only messages of templates with this topic. */
  readonly topic?: string;
  /** What counts: promotional messages (default), or `all` of them. Only promotional ones are ever refused. */
  readonly counts?: MessageClass | 'all';
}

export interface QuietHours {
  readonly windows: readonly QuietWindow[];
  /** What happens to a promotional message. Default `hold`. */
  readonly action?: 'hold' | 'drop';
}

/** Local times of the person's zone; a window that crosses midnight belongs to the day it starts. */
export interface QuietWindow {
  /** `21:00`. */
  readonly from: string;
  /** `08:00`; not after `from` = on the next day. `24:00` is possible. */
  readonly to: string;
  /** Only when it starts on one of these; every day when neither weekdays nor dates are given. */
  readonly weekdays?: readonly Weekday[];
  /** Holidays it starts on as well: `2026-12-25`, or `12-25` of every year. */
  readonly dates?: readonly string[];
  readonly channels?: readonly Channel[];
}

/** The sources of a person's time zone, in order, and what applies when none has one. */
export interface TimeZonePolicy {
  /** Default: `trait` (`traits.timezone`, an IANA name), `country` (`traits.country`, ISO code), `phone` (prefix). */
  readonly from?: readonly ('trait' | 'country' | 'phone')[];
  /** For countries with several zones, and as an override: ISO code → IANA name. */
  readonly countries?: Readonly<Record<string, string>>;
  /** IANA name used when nothing is known. Default `UTC`. */
  readonly fallback?: string;
  /** Promotional messages to people of unknown zone: use `fallback` (default), or `drop` them. */
  readonly unknown?: 'fallback' | 'drop';
}

export interface Arbitration {
  /** Messages for one person collect this long, then compete. Zero when absent: each is evaluated at once. */
  readonly window?: Duration;
  /** A held message due within this time reserves its allowance against lower priorities. None when absent. */
  readonly reserve?: Duration;
}

export interface ControlGroup {
  /** Share of people who get nothing promotional: more than 0, at most 50. */
  readonly percent: number;
  /** Another name selects other people. Default `global`. */
  readonly name?: string;
}

/** In force while no policy is live: an explicit yes for everything promotional. */
export const defaultPolicy: PolicyDocument = { kind: 'policy', id: 'default', status: 'live' };
