/** One run of the work at a time; what is wished meanwhile is done by one more run after it. Fails as the last run did. */
export function coalesced(work: () => Promise<void>): () => Promise<void> {
  let wished = false;
  let round: Promise<void> | undefined;

  async function workWhileWished(): Promise<void> {
    try {
      while (wished) {
        wished = false;
        await work().catch((thrown: unknown) => {
          if (!wished) throw thrown;
        });
      }
    } finally {
      round = undefined;
    }
  }

  return () => {
    wished = true;
    round ??= workWhileWished();
    return round;
  };
}
