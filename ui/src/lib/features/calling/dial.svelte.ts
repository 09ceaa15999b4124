import { asDeskError, commands, type DeskError, type DialView } from '../../bridge';
import type { Message } from '../../components/messages';
import { coalesced } from '../drafts/coalesced';

/** The Dial XML to one recipient, as it is typed. */
export class Dial {
  typed = $state('');
  view: DialView | null = $state.raw(null);
  error: DeskError | null = $state.raw(null);
  /** What is wrong with the recipient shows once the field was left. */
  left = $state(false);

  #account: string;
  #number: string;
  readonly #read = coalesced(() => this.#readOnce());

  constructor(account: string, number: string) {
    this.#account = account;
    this.#number = number;
  }

  readonly atField = $derived(this.error?.field === 'recipient' || this.error?.code === 'invalidInput');

  get messages(): Message[] {
    return this.error && this.atField && this.left ? [{ severity: 'error', text: this.error.message }] : [];
  }

  type(text: string): void {
    this.typed = text;
    this.left = false;
    void this.#read();
  }

  leave(): void {
    this.left = true;
  }

  async #readOnce(): Promise<void> {
    const recipient = this.typed.trim();
    try {
      this.view = recipient === '' ? null : await commands.dialXml(this.#account, this.#number, recipient);
      this.error = null;
    } catch (thrown) {
      this.view = null;
      this.error = asDeskError(thrown);
    }
  }
}
