import { commands, type CallingView, type DeskError } from '../../bridge';
import { announcer } from '../../components/announcer.svelte';
import { Reading } from '../../state/reading.svelte';

/** The calling page of one number without its calls: the checklist and the rules. */
export class Guide {
  readonly #account: string;
  readonly #number: string;
  readonly #reading: Reading<CallingView>;

  constructor(account: string, number: string) {
    this.#account = account;
    this.#number = number;
    this.#reading = new Reading(() => commands.calling(account, number));
  }

  get view(): CallingView | null {
    return this.#reading.value;
  }

  get failure(): DeskError | null {
    return this.#reading.failure;
  }

  read(): Promise<void> {
    return this.#reading.ask();
  }

  stop(): void {
    this.#reading.stop();
  }

  /** After two marks, the later one is read, whichever response comes first. */
  async markHours(checked: boolean): Promise<void> {
    await commands.markHoursChecked(this.#account, this.#number, checked);
    await this.read();
    announcer.say(checked ? 'Calling hours are marked as checked.' : 'Calling hours are no longer marked as checked.');
  }
}
