/** Every receipt of the stage, page by page. */
import type { ErasureReceipt, ErasureReceipts } from '../ports/erasure-receipts.ts';

export async function* readReceipts(receipts: Pick<ErasureReceipts, 'list'>): AsyncGenerator<ErasureReceipt> {
  let cursor: string | undefined;
  do {
    const page = await receipts.list(cursor);
    yield* page.receipts;
    cursor = page.cursor;
  } while (cursor !== undefined);
}
