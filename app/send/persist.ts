/** Repeats a ledger write once when its answer is lost: every ledger write is idempotent. */

export async function persist<Result>(write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch {
    return write();
  }
}
