/** For adapters that few calls need: their code is loaded with the first call, so that a cold start does not parse it. */

/** `open` runs with the first call. If it fails, the next call tries again. */
export function openOnce<Port>(open: () => Promise<Port>): () => Promise<Port> {
  let opened: Port | undefined;
  return async () => {
    opened ??= await open();
    return opened;
  };
}
