import { commands } from '../../bridge';
import type { Unkept } from '../../state/unkept';
import type { Batch } from '../drafts/batch.svelte';

/** A batch that is running, with the name of its account. */
type Applying = { account: string; batch: Batch };

/**
 * Closes the window. It first saves what was typed, and warns about what could not be saved. It asks before it stops a
 * batch.
 */
export class Closing {
  /** What would be lost. While there is any, the window stays open and shows it. */
  unkept: Unkept[] = $state.raw([]);
  /** The batches that would be stopped. While there are any, the window stays open and asks. */
  applying: Applying[] = $state.raw([]);
  /** The batches are being stopped. Then the window closes. */
  stopping = $state(false);
  #applying: () => Applying[] = () => [];

  /**
   * The window should close. It stays open once to show what could not be saved, and until the user has agreed to stop
   * the batches that are running. A request while they are being stopped closes it at once.
   */
  async asked(flush: () => Promise<Unkept[]>, applying: () => Applying[]): Promise<void> {
    const warned = this.unkept.length > 0;
    this.#applying = applying;
    this.unkept = await flush();
    if (this.unkept.length > 0 && !warned) await commands.stayOpen();
    else if (!(await this.#loseAndLeave())) await commands.stayOpen();
  }

  /** The user has seen what would be lost, and closes the window all the same. */
  async anyway(): Promise<void> {
    await this.#loseAndLeave();
  }

  /** Asks about the batches that are running, or closes the window. Returns whether it closes. */
  async #loseAndLeave(): Promise<boolean> {
    this.unkept = [];
    this.applying = this.#applying();
    if (this.applying.length > 0 && !this.stopping) return false;
    await commands.readyToClose();
    return true;
  }

  /** Stops all batches, each after the draft that is being written, and closes the window. */
  async stopAndClose(): Promise<void> {
    if (this.stopping) return;
    this.stopping = true;
    try {
      await Promise.all(this.applying.map(async ({ batch }) => {
        if (batch.running) await batch.stop(true);
        await batch.ended();
      }));
      await commands.readyToClose();
    } catch (thrown) {
      this.stay();
      throw thrown;
    }
  }

  stay(): void {
    this.unkept = [];
    this.applying = [];
    this.stopping = false;
  }
}
