/** One reading at a time; what is wished meanwhile is done by one more. */
export function coalesced(read: () => Promise<void>): () => Promise<void> {
  let stale = false;
  let reading: Promise<void> | undefined;

  async function readWhileStale(): Promise<void> {
    while (stale) {
      stale = false;
      await read();
    }
    reading = undefined;
  }

  return () => {
    stale = true;
    reading ??= readWhileStale();
    return reading;
  };
}
