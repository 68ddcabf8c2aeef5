/** Packs the calls of a request into few events of the bus: EventBridge bills each 64 KB of an event. */
import { isObject, type JsonObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { maxMembers, packedName } from '../../engine/touchpoint/unpack-event.ts';
import type { SentTouchpoint } from '../ports/touchpoint-sender.ts';

/** Of the 65,536 bytes that are billed as one event; the rest is for the envelope that EventBridge adds. */
const packedBytes = 64_000;
const tapName = 'Push Notification Tapped';

/** In their order. `context`: of the batch, for all its calls. */
export function packCalls(
  calls: readonly unknown[],
  context: unknown,
  source: string,
): readonly SentTouchpoint[] {
  const packs: unknown[][] = [];
  const single: SentTouchpoint[] = [];
  const common = context === undefined ? 0 : byteLength(context);
  let bytes = 0;
  for (const call of calls) {
    if (isPushReport(call)) {
      const detail =
        context === undefined ? call : { ...call, context: mergeContext(context, call['context']) };
      single.push({ source, name: tapName, detail: detail as JsonObject });
      continue;
    }
    const size = byteLength(call);
    const pack = packs.at(-1);
    const isJoining = pack !== undefined && pack.length < maxMembers && bytes + size <= packedBytes;
    if (isJoining) pack.push(call);
    else packs.push([call]);
    bytes = isJoining ? bytes + size : common + size;
  }
  const packed = packs.map((batch): SentTouchpoint => {
    const detail = { batch, ...omitAbsent({ context }) } as unknown as JsonObject;
    return { source, name: packedName, detail };
  });
  return [...packed, ...single];
}

/** A rule of the bus finds these by their properties, which it cannot do inside a packed event. */
function isPushReport(call: unknown): call is Readonly<Record<string, unknown>> {
  if (!isObject(call) || call['event'] !== tapName || !isObject(call['properties'])) return false;
  return 'percorso-message' in call['properties'];
}

function mergeContext(common: unknown, own: unknown): unknown {
  return isObject(common) && (own === undefined || isObject(own)) ? { ...common, ...own } : own;
}

/** With the comma that separates it from the next one. */
function byteLength(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value)) + 1;
}
