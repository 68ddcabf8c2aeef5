/** A ledger write asked once more when its answer is lost: every one of them agrees with its own repeat. */

export async function persist<Result>(write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch {
    return write();
  }
}
