/** The contact policy as it is evaluated: texts parsed once, defaults filled in. */
import { omitAbsent } from '../base/omit-absent.ts';
import type { AttributionModel, FrequencyCap, PolicyDocument } from '../model/documents/policy-document.ts';
import type { PurposeNeeds } from '../model/documents/purpose-document.ts';
import { oneDay, type ParsedDuration, parseDuration } from '../time/duration.ts';
import { type CompiledCap, compileCap } from './caps.ts';
import { type ConversionTerms, compileConversion } from './compile-conversion.ts';
import { type CompiledQuietWindow, compileQuietWindow } from './quiet-hours.ts';
import { type CompiledBounces, compileBounces } from './soft-bounces.ts';

export interface CompiledPolicy
  extends Pick<
    PolicyDocument,
    | 'consent'
    | 'timeZone'
    | 'controlGroup'
    | 'unsubscribe'
    | 'addresses'
    | 'warmUp'
    | 'utm'
    | 'allowedHosts'
    | 'sms'
    | 'replies'
    | 'identity'
    | 'sensitive'
  > {
  /** Older touchpoints update the profile and trigger nothing. */
  readonly liveWithin: ParsedDuration;
  /** What each purpose needs, where its document differs from `consent`. */
  readonly purposeNeeds?: PurposeNeeds | undefined;
  readonly caps: readonly CompiledCap[];
  /** Caps that a person can choose, by id. */
  readonly frequencies?: ReadonlyMap<string, CompiledCap> | undefined;
  readonly quiet: readonly CompiledQuietWindow[];
  readonly quietAction: 'hold' | 'drop';
  /** The hours of the law apply to SMS: the policy has no quiet hours for them, and does not turn it off. */
  readonly hasStatutoryHours: boolean;
  /** Undefined: each message is evaluated at once. */
  readonly window?: ParsedDuration;
  /** Undefined: only messages that are being collected reserve allowance. */
  readonly reserve?: ParsedDuration;
  readonly maxHold: ParsedDuration;
  readonly bounces: CompiledBounces;
  readonly attribution: AttributionModel;
  /** Of promotional messages whose document declares none. */
  readonly conversion?: ConversionTerms;
}

/** Documents were validated when published: unreadable values are left out. */
export function compilePolicy(document: PolicyDocument, purposeNeeds?: PurposeNeeds): CompiledPolicy {
  const { caps = [], quietHours, arbitration = {} } = document;
  return omitAbsent<CompiledPolicy>({
    consent: document.consent,
    purposeNeeds,
    timeZone: document.timeZone,
    controlGroup: document.controlGroup,
    unsubscribe: document.unsubscribe,
    addresses: document.addresses,
    warmUp: document.warmUp,
    utm: document.utm,
    allowedHosts: document.allowedHosts,
    sms: document.sms,
    replies: document.replies,
    identity: document.identity,
    sensitive: document.sensitive,
    liveWithin: readDuration(document.liveWithin) ?? oneDay,
    caps: caps.flatMap((cap) => compileCap(cap, { policy: document.id }) ?? []),
    frequencies: compileFrequencies(document),
    quiet: quietHours?.windows.flatMap((each) => compileQuietWindow(each) ?? []) ?? [],
    quietAction: quietHours?.action ?? 'hold',
    hasStatutoryHours: document.sms?.statutoryHours !== 'off' && !hasQuietSms(quietHours),
    window: readTime(arbitration.window),
    reserve: readTime(arbitration.reserve),
    maxHold: readDuration(document.maxHold) ?? oneDay,
    bounces: compileBounces(document.bounces),
    attribution: document.attribution ?? 'last-touch',
    conversion: compileConversion(document.conversion),
  });
}

function hasQuietSms(quietHours: PolicyDocument['quietHours']): boolean {
  return quietHours?.windows.some(({ channels }) => channels?.includes('sms') ?? true) ?? false;
}

/** One without a limit is a name for no cap at all. Undefined when there are no caps to choose. */
function compileFrequencies({ id: policy, preferences }: PolicyDocument): CompiledPolicy['frequencies'] {
  const caps = new Map<string, CompiledCap>();
  for (const { id, limit, within, per } of preferences?.frequencies ?? []) {
    if (limit === undefined) continue;
    const cap = compileCap(omitAbsent<FrequencyCap>({ ...noChoice, limit, within, per }), {
      policy,
      frequency: id,
    });
    if (cap !== undefined) caps.set(id, cap);
  }
  return caps.size === 0 ? undefined : caps;
}

const noChoice = { channels: undefined, topic: undefined, counts: undefined };

function readDuration(text: string | undefined): ParsedDuration | undefined {
  return text === undefined ? undefined : parseDuration(text);
}

/** Undefined also for a zero duration. */
function readTime(text: string | undefined): ParsedDuration | undefined {
  const duration = readDuration(text);
  return duration === undefined || duration.months + duration.milliseconds === 0 ? undefined : duration;
}
