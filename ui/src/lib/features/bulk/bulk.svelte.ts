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

/** Fields to set on what is selected, and what that would make of each number, as Rust sees it. */
export class Bulk {
  readonly account: string;
  /** Which fields are set; the others are left alone, whatever was typed. */
  set: Record<BulkField, boolean> = $state({ alias: false, configurationType: false, webhookUrl: false, aiAgent: false, calling: false, answerUrl: false });
  values: Values = $state({ alias: '', configurationType: null, webhookUrl: '', aiAgent: '', calling: false, answerUrl: '' });
  running = $state(false);
  /** Drafts are being made, or taken back: that is brought to its end. */
  committing = $state(false);
  /** What came of the drafts that had just been made when it was cancelled. */
  ending: { text: string; bad: boolean } | null = null;
  /** It was cancelled: nothing is made of it any more. */
  cancelled = $state(false);
  /** Why nothing was made, said until something changes. */
  blocked: string | null = $state(null);

  /** What would become of each number. */
  readonly items: Windowed<BulkItem, BulkEdit | null>;

  /** The version of the selection that the dialog was opened for. */
  readonly #selection: number;
  /** Brings what is typed elsewhere to the disk. */
  readonly #flush: () => Promise<unknown>;
  readonly #reading: Reading<BulkPreview | null, BulkEdit | null>;
  /** What is set has changed since the preview was asked for. */
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

  /** None where it could not be made: an older one would be about something else. */
  get preview(): BulkPreview | null {
    return this.failure ? null : this.#reading.value;
  }

  get failure(): DeskError | null {
    return this.#reading.failure;
  }

  /** The preview that is shown is about something else than what is set. */
  get pending(): boolean {
    return this.#changed || this.#reading.running;
  }

  get problems(): Problem[] {
    return this.preview?.problems ?? [];
  }

  /** What is typed is meant to be set. */
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

  /** Asks now for the preview of what is set now. */
  async look(): Promise<void> {
    clearTimeout(this.#timer);
    this.#changed = false;
    const edit = this.any ? this.#edit() : null;
    await Promise.all([this.#reading.ask(edit), this.items.change(edit)]);
  }

  /** Makes the drafts, or nothing and says why. Cancelled meanwhile, it makes none, or takes back those that it made. */
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

  /** Nothing more starts. */
  cancel(): void {
    this.cancelled = true;
    clearTimeout(this.#timer);
    this.#reading.stop();
    this.items.stop();
  }

  /** A call, since the compiler takes the field for what it was before the wait. */
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
    if (!this.any) return 'Nothing is set yet: tick or type what the numbers are to have.';
    if (this.set.configurationType && this.values.configurationType === null) return 'Choose a Configuration Type, or take its tick away.';
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
