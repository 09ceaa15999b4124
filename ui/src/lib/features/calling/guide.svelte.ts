import { asDeskError, commands, type CallingView, type DeskError } from '../../bridge';
import { announcer } from '../../components/announcer.svelte';
import { coalesced } from '../drafts/coalesced';

/** The calling page of one number, but for its calls: the checklist and the rules. */
export class Guide {
  view: CallingView | null = $state.raw(null);
  failure: DeskError | null = $state.raw(null);
  readonly read = coalesced(() => this.#readOnce());

  #account: string;
  #number: string;
  /** How many marks were begun, and how many were answered. */
  #marks = 0;
  #marked = 0;

  constructor(account: string, number: string) {
    this.#account = account;
    this.#number = number;
  }

  async markHours(checked: boolean): Promise<void> {
    const mark = ++this.#marks;
    const view = await commands.markHoursChecked(this.#account, this.#number, checked);
    // A mark that was made later tells better, whichever answers first.
    if (mark === this.#marks) this.view = view;
    this.#marked += 1;
    announcer.say(checked ? 'Calling hours are marked as checked.' : 'Calling hours are no longer marked as checked.');
  }

  async #readOnce(): Promise<void> {
    const before = [this.#marks, this.#marked].join();
    try {
      const view = await commands.calling(this.#account, this.#number);
      this.failure = null;
      // What was asked before or amid a mark may not know of it.
      if (before === [this.#marks, this.#marked].join()) this.view = view;
      else void this.read();
    } catch (thrown) {
      this.failure = asDeskError(thrown);
    }
  }
}
