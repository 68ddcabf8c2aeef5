/** Messages after which a conversion may follow: at most eight, as JSON rows, so that names cost no bytes. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { Touch } from '../../engine/model/touch.ts';
import { makeText } from './attributes.ts';
import { decodeRecord } from './json-attribute.ts';

type Row = readonly [
  at: number,
  origin: string,
  template?: string | null,
  step?: string | null,
  variant?: string | null,
  locale?: string | null,
  convertedAt?: number | null,
  credit?: number | null,
];

/** Undefined when no message waits for a conversion. */
export function encodeTouches(touches: readonly Touch[]): AttributeValue | undefined {
  if (touches.length === 0) return undefined;
  const rows = touches.map(({ at, origin, template, step, variant, locale, convertedAt, credit }) => {
    const row = [at, origin, template, step, variant, locale, convertedAt, credit];
    return row.slice(0, row.findLastIndex((value) => value !== undefined) + 1);
  });
  return makeText(JSON.stringify(rows));
}

/** `earlier`: the attribute of versions that tracked campaigns only, campaign id → when its message was sent. */
export function decodeTouches(
  attribute: AttributeValue | undefined,
  earlier: AttributeValue | undefined,
): readonly Touch[] {
  const campaigns = decodeRecord(earlier, ({ N }) => Number(N));
  const old = Object.entries(campaigns).map(([id, at]) => ({ origin: `campaign:${id}`, at }));
  const rows = JSON.parse(attribute?.S ?? '[]') as Row[];
  return [...old.sort((left, right) => left.at - right.at), ...rows.map(readRow)];
}

function readRow([at, origin, template, step, variant, locale, convertedAt, credit]: Row): Touch {
  return {
    origin,
    at,
    ...omitAbsent({
      template: template ?? undefined,
      step: step ?? undefined,
      variant: variant ?? undefined,
      locale: locale ?? undefined,
      convertedAt: convertedAt ?? undefined,
      credit: credit ?? undefined,
    }),
  };
}
