/** Maps a Shopify order or checkout to the names of Segment's ecommerce spec, with amounts as numbers. */
import type { Json, JsonObject } from '../../../engine/base/json.ts';
import { keepKnown } from '../../../engine/base/json.ts';
import { readGlobalId, readList, readNumber, readNumericId, readObject, readText } from './partner-event.ts';

/** Maximum number of products and of codes; an event holds 64 KB. */
const mostProducts = 100;
const mostCodes = 10;

export function describeSale(payload: JsonObject): JsonObject {
  return keepKnown({
    order_id: readGlobalId(payload),
    order_name: readText(payload['name']),
    order_number: readNumber(payload['order_number']),
    checkout_url: readText(payload['abandoned_checkout_url']),
    status_url: readText(payload['order_status_url']),
    currency: readText(payload['currency']),
    total: readNumber(payload['total_price']),
    subtotal: readNumber(payload['subtotal_price']),
    tax: readNumber(payload['total_tax']),
    discount: readNumber(payload['total_discounts']),
    shipping: readNumber(readObject(readObject(payload['total_shipping_price_set'])['shop_money'])['amount']),
    financial_status: readText(payload['financial_status']),
    fulfillment_status: readText(payload['fulfillment_status']),
    cancel_reason: readText(payload['cancel_reason']),
    tags: readText(payload['tags']),
    test: payload['test'] === true ? true : undefined,
    coupons: listCodes(payload['discount_codes']),
    products: readList(payload['line_items']).slice(0, mostProducts).map(describeProduct),
  });
}

function describeProduct(item: Json): JsonObject {
  const { product_id, variant_id, sku, title, variant_title, vendor, price, quantity } = readObject(item);
  return keepKnown({
    product_id: readNumericId(product_id),
    variant_id: readNumericId(variant_id),
    sku: readText(sku),
    name: readText(title),
    variant: readText(variant_title),
    brand: readText(vendor),
    price: readNumber(price),
    quantity: readNumber(quantity),
  });
}

function listCodes(codes: Json | undefined): Json[] | undefined {
  const known = readList(codes).flatMap((each) => readText(readObject(each)['code']) ?? []);
  return known.length === 0 ? undefined : known.slice(0, mostCodes);
}
