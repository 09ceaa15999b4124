import { asDeskError } from '../bridge';
import { toasts } from '../components/toasts.svelte';

/** Runs something that may fail, and shows the error in a message. For errors that have no better place. */
export async function attempt(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    toasts.show(asDeskError(thrown).message, { bad: true });
  }
}
