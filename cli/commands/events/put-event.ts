/** `percorso put-event`: puts touchpoints on the bus, from options or as JSON from standard input. */

import { findUnreadableConsents } from '../../../app/ingest/find-unreadable-consents.ts';
import { type PutTouchpoints, putTouchpoints } from '../../../app/ingest/put-touchpoints.ts';
import type { TouchpointSender } from '../../../app/ports/touchpoint-sender.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { readConsentKey } from '../../../engine/channels/consent-key.ts';
import { readConsentState } from '../../../engine/channels/stated-consents.ts';
import { channelChoice } from '../../../engine/model/channels.ts';
import { tryParseJson } from '../../files/read-lines.ts';
import { formatCount } from '../../output/format-table.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';

/** As given on the command line. */
export interface PutEventOptions {
  readonly source: string;
  readonly type?: string;
  readonly user?: string;
  readonly anonymous?: string;
  readonly account?: string;
  readonly property: readonly string[];
  readonly trait: readonly string[];
  readonly consent: readonly string[];
  readonly messageId?: string;
  readonly timestamp?: string;
  readonly check: boolean;
}

/** Throws UsageError for an event that would be rejected. */
export async function putEvents(
  values: readonly unknown[],
  { source, check }: Pick<PutEventOptions, 'source' | 'check'>,
  sender: TouchpointSender,
  now: number,
): Promise<CommandResult> {
  const result = await putTouchpoints(values, { source, isChecked: check, now }, sender);
  if (result.outcome === 'put') return formatPut(result);
  const which = values.length === 1 ? '' : `Event ${result.index + 1}: `;
  const force = result.isSendable ? ' Use --no-check to send it as it is.' : '';
  throw new UsageError(`${which}${result.problem}`, `${result.remedy}${force}`);
}

export function formatPut({ touchpoints, refused }: PutTouchpoints): CommandResult {
  const sent = touchpoints.length - refused.length;
  const warnings = touchpoints.flatMap(({ detail }) => findUnreadableConsents(detail));
  const names = [...new Set(touchpoints.map(({ name }) => `"${name}"`))].slice(0, 5).join(', ');
  return {
    exitCode: refused.length === 0 ? 0 : 1,
    json: {
      sent,
      warnings,
      refused: refused.map(({ touchpoint, code, message }) => ({ name: touchpoint.name, code, message })),
    },
    lines: [
      ...refused.map(
        ({ touchpoint, code, message }) =>
          `  EventBridge did not accept "${touchpoint.name}": ${code} ${message}`,
      ),
      `Put ${formatCount(sent, 'event')} on the bus: ${names}.`,
      ...warnings.map((warning) => `Warning: ${warning}`),
    ],
  };
}

/** Builds the flat form of a touchpoint from options. Throws UsageError. */
export function composeEvent(name: string, options: PutEventOptions): Record<string, unknown> {
  const properties = readPairs(options.property, '--property');
  const traits = readPairs(options.trait, '--trait');
  const consent = readPairs(options.consent, '--consent');
  for (const [channel, value] of Object.entries(consent)) checkConsent(channel, value);
  const { type, user, anonymous, account, messageId, timestamp } = options;
  const isGroup = type === 'group';
  const context = {
    ...omitAbsent({
      groupId: isGroup ? undefined : account,
      consent: Object.keys(consent).length === 0 ? undefined : consent,
    }),
  };
  return {
    event: name,
    ...omitAbsent({
      type,
      userId: user,
      anonymousId: anonymous,
      groupId: isGroup ? account : undefined,
      messageId,
      timestamp,
      properties: Object.keys(properties).length === 0 ? undefined : properties,
      traits: Object.keys(traits).length === 0 ? undefined : traits,
      context: Object.keys(context).length === 0 ? undefined : context,
    }),
  };
}

/** One JSON object, a list of them, or one per line. Throws UsageError. */
export function readEvents(text: string): unknown[] {
  const whole = tryParseJson(text);
  if (whole !== undefined) return Array.isArray(whole) ? whole : [whole];
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line, index) => {
    const value = tryParseJson(line);
    if (value !== undefined) return value;
    throw new UsageError(
      lines.length <= 1 ? 'Standard input is not JSON.' : `Line ${index + 1} of standard input is not JSON.`,
      'Write one JSON object, a list of them, or one object per line.',
    );
  });
}

/** `total=99.5`, `items=[1,2]`, `city=Rome`: JSON if it parses as JSON, else text; a number beyond double precision stays text. */
export function readPairs(pairs: readonly string[], option: string): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new UsageError(`"${pair}" is not name=value.`, `Write it as in ${option} city=Rome.`);
      const text = pair.slice(at + 1);
      const value = tryParseJson(text);
      const isInexact = Number.isInteger(value) && !Number.isSafeInteger(value);
      return [pair.slice(0, at), value === undefined || isInexact ? text : value];
    }),
  );
}

/** EventBridge would accept any other value, and it would stop promotional messages. */
function checkConsent(channel: string, value: unknown): void {
  if (readConsentKey(channel) !== undefined && readConsentState(value) !== undefined) return;
  throw new UsageError(
    `"${channel}=${String(value)}" is not a consent.`,
    `Write ${channelChoice} (or a topic or purpose of one, email/news, email:surveys) and true, false or pending, as in --consent email=true.`,
  );
}
