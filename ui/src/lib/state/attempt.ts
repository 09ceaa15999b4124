import { asDeskError } from '../bridge';
import { toasts } from '../components/toasts.svelte';

/** Runs something that may be refused, and says so where no better place is at hand. */
export async function attempt(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    toasts.show(asDeskError(thrown).message, { bad: true });
  }
}
