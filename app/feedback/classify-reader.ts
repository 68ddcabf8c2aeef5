/**
 * Whether a person or a machine opened an email or clicked in it, and on what device, by the report alone. The other
 * clicks of the message and its delivery can show more: see clicks/classify-clicks.ts.
 */

import type { JsonObject } from '../../engine/base/json.ts';

/** The ledger stores the place in this list: new devices go to its end. */
export const readerDevices = ['phone', 'tablet', 'computer', 'mail_proxy', 'unknown'] as const;
export type ReaderDevice = (typeof readerDevices)[number];

/** Why a reader counts as a machine. The ledger stores the place in this list: new reasons go to its end. */
export const machineReasons = [
  /** Apple Mail Privacy Protection loads the images of every message, read or not. */
  'apple_proxy',
  /** A security scanner, a crawler or a program, by its own name. */
  'scanner_agent',
  /** It names no agent: no mail client and no browser does that. */
  'no_agent',
  /** Within seconds of the sending or of the delivery, when receiving servers inspect a message. */
  'too_soon',
  /** Several links of one message faster than a person clicks: see clicks/classify-clicks.ts. */
  'all_links',
] as const;
export type MachineReason = (typeof machineReasons)[number];

export interface Reading {
  readonly kind: 'open' | 'click';
  readonly userAgent: string | undefined;
  readonly ipAddress: string | undefined;
  /** Epoch ms. */
  readonly at: number;
  /** When SES accepted the message (epoch ms). */
  readonly sentAt: number | undefined;
}

/** Milliseconds after the sending or the delivery. Before that, the message is hardly on a screen. */
export const soonest = 5_000;

/** Mailbox providers that load images when a person opens the message, and pass them on. */
const openProxies = /GoogleImageProxy|YahooMailProxy/i;
/** The whole agent that Apple's proxy sends. */
const appleAgent = 'Mozilla/5.0';
/** Apple's own network. The proxy's partners change, and people browse through them: they are no proof. */
const appleNetwork = /^17\./;
const scannerAgents =
  /barracuda|proofpoint|mimecast|ironport|fireeye|trellix|symantec|messagelabs|trendmicro|sophos|forcepoint|zscaler|bitdefender|fortinet|vade|avanan|checkpoint|urlscan|safelinks|bot\b|bot\/|crawl|spider|slurp|preview|facebookexternalhit|whatsapp\/|embedly|pagerenderer|headlesschrome|phantomjs|python|curl\/|wget|go-http-client|java\/|okhttp|libwww|httpclient|axios|node-fetch|node\.js|undici|guzzle|ruby|powershell/i;

export interface Reader {
  readonly device: ReaderDevice;
  /** Undefined for a person. */
  readonly reason: MachineReason | undefined;
}

export function classifyReader(reading: Reading): Reader {
  return { device: findDevice(reading.userAgent ?? ''), reason: findMachineReason(reading) };
}

/** What the touchpoint of a machine has in addition. */
export function describeMachine(reason: MachineReason | undefined): JsonObject {
  return reason === undefined ? {} : { machine: true, machineReason: reason };
}

function findMachineReason({ kind, userAgent, ipAddress, at, sentAt }: Reading): MachineReason | undefined {
  if (userAgent !== undefined) {
    const agent = userAgent.trim();
    if (agent === '') return 'no_agent';
    if (scannerAgents.test(agent)) return 'scanner_agent';
    if (openProxies.test(agent)) return undefined;
    if (kind === 'open' && agent === appleAgent) return 'apple_proxy';
  }
  if (kind === 'open' && ipAddress !== undefined && appleNetwork.test(ipAddress)) return 'apple_proxy';
  return sentAt !== undefined && at - sentAt < soonest ? 'too_soon' : undefined;
}

function findDevice(agent: string): ReaderDevice {
  if (openProxies.test(agent) || agent.trim() === appleAgent) return 'mail_proxy';
  if (/ipad|tablet|kindle|silk|android(?!.*mobile)/i.test(agent)) return 'tablet';
  if (/iphone|ipod|mobile|windows phone/i.test(agent)) return 'phone';
  if (/windows|macintosh|x11|linux|cros|outlook|thunderbird/i.test(agent)) return 'computer';
  return 'unknown';
}
