/** Runs the work once at a time. Calls during a run cause one more run after it. Rejects if the last run failed. */
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
