import { commands } from '../../bridge';
import type { Unkept } from '../../state/unkept';

/** Closes the window. It first saves what was typed, and warns about what could not be saved. */
export class Closing {
  /** What would be lost. While there is any, the window stays open and shows it. */
  unkept: Unkept[] = $state.raw([]);

  /** The window should close. It stays open once to show what could not be saved. After a second request, it closes. */
  async asked(flush: () => Promise<Unkept[]>): Promise<void> {
    const warned = this.unkept.length > 0;
    this.unkept = await flush();
    if (this.unkept.length === 0 || warned) await this.anyway();
    else await commands.stayOpen();
  }

  async anyway(): Promise<void> {
    await commands.readyToClose();
  }

  stay(): void {
    this.unkept = [];
  }
}
