import { asDeskError, commands, type BulkDone, type BulkEdit, type BulkPreview, type ConfigurationType, type DeskError, type Problem } from '../../bridge';
import type { Message } from '../../components/messages';
import { listOf } from '../../words/fields';

export type BulkField = 'alias' | 'configurationType' | 'webhookUrl' | 'aiAgent' | 'calling' | 'answerUrl';
export type BulkText = 'alias' | 'webhookUrl' | 'aiAgent' | 'answerUrl';
type Values = Record<BulkText, string> & { configurationType: ConfigurationType | null; calling: boolean };

const debounceMilliseconds = 250;

/** Fields to set on many numbers, and what that would make of each of them, as Rust sees it. */
export class Bulk {
  readonly account: string;
  readonly numbers: string[];
  /** Which fields are set; the others are left alone, whatever was typed. */
  set: Record<BulkField, boolean> = $state({ alias: false, configurationType: false, webhookUrl: false, aiAgent: false, calling: false, answerUrl: false });
  values: Values = $state({ alias: '', configurationType: null, webhookUrl: '', aiAgent: '', calling: false, answerUrl: '' });
  preview: BulkPreview | null = $state.raw(null);
  /** What is set has changed since the preview was asked for. */
  pending = $state(false);
  running = $state(false);
  failure: DeskError | null = $state.raw(null);
  /** Why nothing was made, said until something changes. */
  blocked: string | null = $state(null);

  #wanted = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(account: string, numbers: string[]) {
    this.account = account;
    this.numbers = numbers;
  }

  get any(): boolean {
    return Object.values(this.set).some(Boolean);
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
    this.pending = true;
    this.#wanted += 1;
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
    const asked = this.#wanted;
    try {
      const found = this.any ? await commands.bulkPreview(this.account, this.numbers, this.#edit()) : null;
      if (asked !== this.#wanted) return;
      this.preview = found;
      this.failure = null;
    } catch (thrown) {
      if (asked !== this.#wanted) return;
      this.preview = null;
      this.failure = asDeskError(thrown);
    }
    this.pending = false;
  }

  /** Makes the drafts, or nothing and says why. */
  async make(apply: boolean): Promise<BulkDone | null> {
    if (this.running) return null;
    this.running = true;
    try {
      while (this.pending) await this.look();
      this.blocked = this.#obstacle(apply);
      return this.blocked === null ? await commands.bulkDraft(this.account, this.numbers, this.#edit()) : null;
    } catch (thrown) {
      this.blocked = `No draft was made. ${asDeskError(thrown).message}`;
      return null;
    } finally {
      this.running = false;
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#wanted += 1;
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
