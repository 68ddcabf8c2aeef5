/** A partner event, the touchpoint that it becomes, and readers for loosely typed JSON. */
import type { Json, JsonObject } from '../../../engine/base/json.ts';

/** An EventBridge event of a partner event bus; a text that is absent is empty. */
export interface PartnerEvent {
  readonly id: string;
  /** `aws.partner/shopify.com/123/shop`. */
  readonly source: string;
  /** `detail-type`. */
  readonly name: string;
  /** When EventBridge accepted it, ISO 8601. */
  readonly time: string;
  readonly detail: JsonObject;
}

/** The name of a touchpoint, and its detail in the common envelope (docs/touchpoints.md). */
export interface PartnerTouchpoint extends JsonObject {
  name: string;
}

export function readObject(value: unknown): JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as JsonObject) : {};
}

export function readList(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as Json[]) : [];
}

/** Undefined for an empty text and for everything else. */
export function readText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** `"199.00"` and `199` → 199. Undefined for values that are not a finite number. */
export function readNumber(value: unknown): number | undefined {
  const isNumeric = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '');
  const number = isNumeric ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** An id as text. A number that JSON readers round is not an id: two people would become one. */
export function readNumericId(value: unknown): string | undefined {
  return Number.isSafeInteger(value) ? String(value) : readText(value);
}

/** `gid://shopify/Customer/706405506930370084` is exact where the number `id` would be rounded. */
export function readGlobalId(resource: JsonObject): string | undefined {
  const global = readText(resource['admin_graphql_api_id'])?.match(/\/(\d+)$/)?.[1];
  return global ?? readNumericId(resource['id']);
}
