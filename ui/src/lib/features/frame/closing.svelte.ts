import { commands } from '../../bridge';
import type { Unkept } from '../../state/unkept';

/** The window's end. What is typed goes to the disk first, and what the disk refused is not lost without a word. */
export class Closing {
  /** What would be lost; while there is any, the window stays open and says so. */
  unkept: Unkept[] = $state.raw([]);

  /** The window is to close. It stays once for what was not kept; asked again over that, it was read, and the window goes. */
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
