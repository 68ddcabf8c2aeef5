/** Turns the CDNOW purchases (Hardie and Fader) into touchpoints, and computes straight from the file what must come of them. */
import { createReadStream, existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

export interface Purchase {
  /** 1 = the first transaction of the file. */
  readonly line: number;
  readonly customer: string;
  /** `1997-01-01` */
  readonly day: string;
  readonly quantity: number;
  readonly revenue: number;
}

export interface Expectation {
  readonly profiles: number;
  readonly purchases: number;
  /** Cents: whole numbers do not drift. */
  readonly revenueCents: number;
  /** Customers with at least three orders. */
  readonly thirdOrders: ReadonlySet<string>;
}

/** The path of the data, or undefined: it is not part of the project. `PERCORSO_CDNOW` overrides. */
export function findCdnow(): string | undefined {
  const file =
    process.env['PERCORSO_CDNOW'] ??
    resolve(import.meta.dirname, '../../../shared/data/cdnow/CDNOW_master.txt');
  return existsSync(file) ? file : undefined;
}

export async function* readPurchases(file: string): AsyncGenerator<Purchase> {
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    const [customer = '', date = '', quantity = '', revenue = ''] = text.trim().split(/\s+/);
    if (!/^\d{8}$/.test(date)) continue;
    line += 1;
    const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
    yield { line, customer, day, quantity: Number(quantity), revenue: Number(revenue) };
  }
}

/** One line of a replay file. The address is added so that messages have a recipient. */
export function toTouchpointLine(purchase: Purchase): string {
  return JSON.stringify({
    source: 'cdnow.shop',
    detailType: 'Order Completed',
    detail: {
      messageId: `cdnow-${purchase.line}`,
      userId: `cdnow-${purchase.customer}`,
      traits: { email: `cdnow-${purchase.customer}@example.com` },
      timestamp: `${purchase.day}T12:00:00Z`,
      properties: { quantity: purchase.quantity, revenue: purchase.revenue, currency: 'USD' },
    },
  });
}

export async function expectFrom(purchases: AsyncIterable<Purchase>): Promise<Expectation> {
  const orders = new Map<string, number>();
  let revenueCents = 0;
  let count = 0;
  for await (const purchase of purchases) {
    count += 1;
    revenueCents += Math.round(purchase.revenue * 100);
    orders.set(purchase.customer, (orders.get(purchase.customer) ?? 0) + 1);
  }
  const thirdOrders = new Set([...orders].filter(([, times]) => times >= 3).map(([customer]) => customer));
  return { profiles: orders.size, purchases: count, revenueCents, thirdOrders };
}
