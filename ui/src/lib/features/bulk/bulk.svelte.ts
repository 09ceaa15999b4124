import { asDeskError, commands, type BulkDone, type BulkEdit, type BulkItem, type BulkPreview, type ConfigurationType, type DeskError, type Problem } from '../../bridge';
import type { Message } from '../../components/messages';
import { Reading } from '../../state/reading.svelte';
import { Windowed } from '../../state/windowed.svelte';
import { bulkNotTakenBack } from '../../words/bulk';
import { takenBack } from '../../words/drafts';
import { listOf } from '../../words/fields';

export type BulkField = 'alias' | 'configurationType' | 'webhookUrl' | 'aiAgent' | 'calling' | 'answerUrl';
export type BulkText = 'alias' | 'webhookUrl' | 'aiAgent' | 'answerUrl';
type Values = Record<BulkText, string> & { configurationType: ConfigurationType | null; calling: boolean };

const debounceMilliseconds = 250;

/** The fields to set on the selected numbers, and Rust's preview of the result for each number. */
export class Bulk {
  readonly account: string;
  /** Which fields are set. The others stay unchanged, even if a value was typed. */
  set: Record<BulkField, boolean> = $state({ alias: false, configurationType: false, webhookUrl: false, aiAgent: false, calling: false, answerUrl: false });
  values: Values = $state({ alias: '', configurationType: null, webhookUrl: '', aiAgent: '', calling: false, answerUrl: '' });
  running = $state(false);
  /** Drafts are being made or taken back. This cannot be cancelled. */
  committing = $state(false);
  /** The result of taking back the drafts that were already made at the moment of the cancel. */
  ending: { text: string; bad: boolean } | null = null;
  /** The edit was cancelled: no more drafts are made. */
  cancelled = $state(false);
  /** Why no draft was made. Shown until something changes. */
  blocked: string | null = $state(null);

  /** The preview for each number. */
  readonly items: Windowed<BulkItem, BulkEdit | null>;

  /** The version of the selection for which the dialog was opened. */
  readonly #selection: number;
  /** Saves text that was typed elsewhere to the disk. */
  readonly #flush: () => Promise<unknown>;
  readonly #reading: Reading<BulkPreview | null, BulkEdit | null>;
  /** The fields have changed since the last request for a preview. */
  #changed = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(account: string, selection: number, flush: () => Promise<unknown>) {
    this.account = account;
    this.#selection = selection;
    this.#flush = flush;
    this.items = new Windowed<BulkItem, BulkEdit | null>(null, async (edit, span) => (edit === null ? { total: 0, rows: [] } : commands.bulkItems(account, selection, edit, span)));
    this.#reading = new Reading(async (edit) => (edit === null ? null : commands.bulkPreview(account, selection, edit)));
  }

  get any(): boolean {
    return Object.values(this.set).some(Boolean);
  }

  /** Null if the preview failed, because an older preview is about other fields. */
  get preview(): BulkPreview | null {
    return this.failure ? null : this.#reading.value;
  }

  get failure(): DeskError | null {
    return this.#reading.failure;
  }

  /** The shown preview does not match the current fields. */
  get pending(): boolean {
    return this.#changed || this.#reading.running;
  }

  get problems(): Problem[] {
    return this.preview?.problems ?? [];
  }

  /** Typing a value also ticks its field. */
  type<Name extends BulkField>(field: Name, value: Values[Name]): void {
    Object.assign(this.values, { [field]: value });
    this.tick(field, true);
  }

  tick(field: BulkField, on: boolean): void {
    this.set[field] = on;
    this.blocked = null;
    this.#changed = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.look(), debounceMilliseconds);
  }

  messages(field: BulkField): Message[] {
    if (!this.set[field]) return [];
    const text = (problem: Problem): Message => ({ severity: problem.severity, text: problem.message, fix: problem.fix && isText(field) ? { label: problem.fix.label, apply: () => this.type(field, problem.fix?.value ?? '') } : undefined });
    return this.problems.filter((problem) => problem.field === field).map(text);
  }

  /** Requests the preview of the current fields now. */
  async look(): Promise<void> {
    clearTimeout(this.#timer);
    this.#changed = false;
    const edit = this.any ? this.#edit() : null;
    await Promise.all([this.#reading.ask(edit), this.items.change(edit)]);
  }

  /** Makes the drafts, or makes none and says why. After a cancel, it makes none, or takes back those that it made. */
  async make(apply: boolean): Promise<BulkDone | null> {
    if (this.running) return null;
    this.running = true;
    try {
      await this.#flush();
      while (this.pending && !this.cancelled) await this.look();
      if (this.cancelled) return null;
      this.blocked = this.#obstacle(apply);
      if (this.blocked !== null) return null;
      this.committing = true;
      const done = await commands.bulkDraft(this.account, this.#selection, this.#edit());
      return this.#wasCancelled() ? await this.#takeBack(done) : done;
    } catch (thrown) {
      this.blocked = `No draft was made. ${asDeskError(thrown).message}`;
      return null;
    } finally {
      this.running = false;
      this.committing = false;
    }
  }

  /** Cancels the edit: no new work starts. */
  cancel(): void {
    this.cancelled = true;
    clearTimeout(this.#timer);
    this.#reading.stop();
    this.items.stop();
  }

  /** A method, because the compiler assumes that the field has not changed during the `await`. */
  #wasCancelled(): boolean {
    return this.cancelled;
  }

  async #takeBack({ made }: BulkDone): Promise<null> {
    try {
      const told = await commands.takeBackDrafts(this.account, made.id, []);
      this.ending = { text: `Cancelled. ${takenBack(told)} Nothing was sent.`, bad: false };
    } catch (thrown) {
      this.ending = { text: bulkNotTakenBack(made.drafts, asDeskError(thrown).message), bad: true };
    }
    return null;
  }

  #obstacle(apply: boolean): string | null {
    if (!this.any) return 'Nothing is set yet. Tick a field, or type a value for the numbers.';
    if (this.set.configurationType && this.values.configurationType === null) return 'Choose a Configuration Type, or untick it.';
    if (this.failure) return `The preview could not be made. ${this.failure.message}`;
    const errors = this.problems.filter((problem) => problem.severity === 'error').map((problem) => problem.field);
    if (errors.length > 0) return `No draft was made: correct ${listOf([...new Set(errors)])} first.`;
    const { changing = 0, invalid = 0, parked = 0 } = this.preview ?? {};
    if (changing === 0 && parked > 0) return apply ? 'Nothing can be applied: another configuration type, or calling that is off, stands in its way. It can be made drafts.' : null;
    if (changing === 0) return 'Nothing would change: every number has this already.';
    return apply && invalid >= changing ? 'None can be applied: each number would have an error. They can be made drafts.' : null;
  }

  #edit(): BulkEdit {
    const { set, values } = this;
    const of = <Name extends BulkField>(field: Name): Values[Name] | null => (set[field] ? values[field] : null);
    return { alias: of('alias'), configurationType: of('configurationType'), webhookUrl: of('webhookUrl'), aiAgent: of('aiAgent'), calling: of('calling'), answerUrl: of('answerUrl') };
  }
}

const isText = (field: BulkField): field is BulkText => field !== 'configurationType' && field !== 'calling';
