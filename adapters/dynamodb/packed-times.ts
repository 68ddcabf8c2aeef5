/** Moments, and lists of moments packed by their differences. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { WindowEntry } from '../../engine/model/profile.ts';
import { NumberReader, NumberWriter } from './compact-numbers.ts';

/** First byte of windows in the short form; other bytes with these two bits start a first moment. */
const shortForm = 3;
/** The short form of a window whose sums are all 0, as of counts. */
const shortFormWithoutSums = 7;
/** Differences are doubled for their flag. */
const largestDifference = 2 ** 51;

/** One moment in epoch milliseconds: 6 bytes; as a number it takes 8. */
export function encodeMoment(at: number): AttributeValue {
  const writer = new NumberWriter();
  writer.writeSigned(Math.round(at));
  return { B: writer.finish() };
}

/** Also decodes a plain number, which a user may have written by hand. */
export function decodeMoment(attribute: AttributeValue): number {
  return attribute.B === undefined ? Number(attribute.N) : new NumberReader(attribute.B).readSigned();
}

/** Moments in epoch milliseconds, in any order. */
export function encodeTimes(times: readonly number[]): Uint8Array {
  const writer = new NumberWriter();
  let previous = 0;
  for (const time of times) {
    const at = Math.round(time);
    writer.writeSigned(at - previous);
    previous = at;
  }
  return writer.finish();
}

export function decodeTimes(bytes: Uint8Array | undefined): number[] {
  const reader = new NumberReader(bytes ?? new Uint8Array());
  const times: number[] = [];
  let previous = 0;
  while (reader.hasMore()) {
    previous += reader.readSigned();
    times.push(previous);
  }
  return times;
}

/** 4 bytes for an occurrence within 1.5 days of the one before, 5 within 198 days; its sum, where sums are kept. */
export function encodeWindow(window: readonly WindowEntry[]): Uint8Array {
  if (!isAscending(window)) return encodeAnyWindow(window);
  const hasSums = window.some(([, , sum]) => sum !== 0);
  const writer = new NumberWriter();
  writer.writeUnsigned(hasSums ? shortForm : shortFormWithoutSums);
  let previous = 0;
  for (const [at, count, sum] of window) {
    const isSingle = count === 1;
    writer.writeUnsigned((at - previous) * 2 + (isSingle ? 0 : 1));
    if (!isSingle) writer.write(count);
    if (hasSums) writer.write(sum);
    previous = at;
  }
  return writer.finish();
}

export function decodeWindow(bytes: Uint8Array): WindowEntry[] {
  const [form] = bytes;
  if (form !== shortForm && form !== shortFormWithoutSums) return decodeAnyWindow(bytes);
  const reader = new NumberReader(bytes.subarray(1));
  const window: WindowEntry[] = [];
  let previous = 0;
  while (reader.hasMore()) {
    const flagged = reader.readUnsigned();
    previous += Math.floor(flagged / 2);
    const count = flagged % 2 === 0 ? 1 : reader.read();
    window.push([previous, count, form === shortForm ? reader.read() : 0]);
  }
  return window;
}

/** As engine/traits keeps them: oldest first, after 1970, whole milliseconds. */
function isAscending(window: readonly WindowEntry[]): boolean {
  let previous = 0;
  return window.every(([at]) => {
    const difference = at - previous;
    previous = at;
    return Number.isInteger(difference) && difference >= 0 && difference < largestDifference;
  });
}

/** Moments in any order. */
function encodeAnyWindow(window: readonly WindowEntry[]): Uint8Array {
  const writer = new NumberWriter();
  let previous = 0;
  for (const [at, count, sum] of window) {
    writer.write(at - previous);
    writer.write(count);
    writer.write(sum);
    previous = at;
  }
  return writer.finish();
}

function decodeAnyWindow(bytes: Uint8Array): WindowEntry[] {
  const reader = new NumberReader(bytes);
  const window: WindowEntry[] = [];
  let previous = 0;
  while (reader.hasMore()) {
    previous += reader.read();
    window.push([previous, reader.read(), reader.read()]);
  }
  return window;
}
