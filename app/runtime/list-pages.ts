/** Reads the pages of a listing, one after the other. */

/** Until there are `limit` items; all of them by default. */
export async function listPages<Page extends { readonly cursor?: string }, Item>(
  list: (cursor: string | undefined) => Promise<Page>,
  read: (page: Page) => readonly Item[],
  limit = Number.POSITIVE_INFINITY,
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(cursor);
    items.push(...read(page));
    cursor = page.cursor;
  } while (cursor !== undefined && items.length < limit);
  return items.slice(0, limit);
}
