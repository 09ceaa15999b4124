import { commands, type DeskError, type DialView } from '../../bridge';
import type { Message } from '../../components/messages';
import { Reading } from '../../state/reading.svelte';

/** The Dial XML for one recipient, updated while the user types. */
export class Dial {
  typed = $state('');
  /** Errors of the recipient are shown after the field was left. */
  left = $state(false);

  readonly #reading: Reading<DialView | null, string>;

  constructor(account: string, number: string) {
    this.#reading = new Reading(async (recipient) => (recipient === '' ? null : commands.dialXml(account, number, recipient)));
  }

  get view(): DialView | null {
    return this.error ? null : this.#reading.value;
  }

  get error(): DeskError | null {
    return this.#reading.failure;
  }

  /** The shown XML is for an earlier recipient. */
  get stale(): boolean {
    return this.#reading.running;
  }

  readonly atField = $derived.by(() => this.error?.field === 'recipient' || this.error?.code === 'invalidInput');

  get messages(): Message[] {
    return this.error && this.atField && this.left ? [{ severity: 'error', text: this.error.message }] : [];
  }

  type(text: string): void {
    this.typed = text;
    this.left = false;
    void this.#reading.ask(text.trim());
  }

  leave(): void {
    this.left = true;
  }

  stop(): void {
    this.#reading.stop();
  }
}
