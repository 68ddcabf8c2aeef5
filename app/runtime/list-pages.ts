/** Reads all pages of a listing, one after the other. */

export async function listPages<Page extends { readonly cursor?: string }, Item>(
  list: (cursor: string | undefined) => Promise<Page>,
  read: (page: Page) => readonly Item[],
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(cursor);
    items.push(...read(page));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return items;
}
