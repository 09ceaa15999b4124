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

  constructor(account: string, number: string) {
    this.#account = account;
    this.#number = number;
  }

  async markHours(checked: boolean): Promise<void> {
    this.view = await commands.markHoursChecked(this.#account, this.#number, checked);
    announcer.say(checked ? 'Calling hours are marked as checked.' : 'Calling hours are no longer marked as checked.');
  }

  async #readOnce(): Promise<void> {
    try {
      this.view = await commands.calling(this.#account, this.#number);
      this.failure = null;
    } catch (thrown) {
      this.failure = asDeskError(thrown);
    }
  }
}
