import { commands } from '../../bridge';
import type { Choice } from '../../components/Combobox.svelte';
import { firstQuery } from '../numbers/query';

/** Numbers to choose from, as the list's own search finds them. */
export class NumberSearch {
  choices: Choice[] = $state.raw([]);
  #asked = 0;

  async find(account: string, text: string): Promise<void> {
    const asked = ++this.#asked;
    const found = await commands.numbersWindow(account, { ...firstQuery, grouped: false, search: text }, 0, 50, []);
    // An older question may be answered later.
    if (asked !== this.#asked) return;
    this.choices = found.rows.flatMap((row) => (row.kind === 'number' ? [{ value: row.number, label: row.international, hint: [row.alias, row.waba].filter(Boolean).join(' · ') }] : []));
  }
}
