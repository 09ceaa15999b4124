import { asDeskError, commands, type CheckView, type DeskError, type Endpoint, type TestAnswer } from '../../bridge';
import { announcer } from '../../components/announcer.svelte';
import { Request } from '../../state/request.svelte';
import { checkLabel, endpointLabel } from '../../words/checks';

/** The question that the user must answer before anything is sent. */
export type Question = Extract<TestAnswer, { kind: 'askFirst' | 'askPrivate' }>;

type Hooks = {
  /** Saves what was typed to the disk. Resolves with the error if that failed. */
  settled: () => Promise<DeskError | null>;
  /** The URL itself cannot be tested. Its field shows why. */
  refused: () => void;
  done: () => Promise<void>;
};

/** The test of one URL of the panel, from the click to the result. Rust keeps the result, in the panel's view. */
export class EndpointTest {
  readonly endpoint: Endpoint;
  running = $state(false);
  asking: Question | null = $state.raw(null);
  failure: DeskError | null = $state.raw(null);
  /** The last result in this panel, in case the URL was changed during the test. */
  last: CheckView | null = $state.raw(null);
  /** Focuses the button. */
  readonly focus = new Request();

  #account: string;
  #number: string;
  #on: Hooks;

  constructor(account: string, number: string, endpoint: Endpoint, on: Hooks) {
    this.#account = account;
    this.#number = number;
    this.endpoint = endpoint;
    this.#on = on;
  }

  begin(): Promise<void> {
    return this.#run(false, []);
  }

  /**
   * The user's yes to the open question. A yes to private addresses counts for the shown addresses, and includes the
   * yes to sending.
   */
  yes(): Promise<void> {
    const mine = this.asking?.kind === 'askPrivate' ? this.asking.addresses : [];
    this.asking = null;
    return this.#run(true, mine);
  }

  no(): void {
    this.asking = null;
  }

  /** Something was edited, so the result of the last attempt no longer applies. */
  forget(): void {
    this.failure = null;
    this.last = null;
  }

  async #run(consent: boolean, mine: string[]): Promise<void> {
    if (this.running) return;
    this.running = true;
    this.forget();
    try {
      const unsaved = await this.#on.settled();
      if (unsaved) throw unsaved;
      await this.#take(await commands.testEndpoint(this.#account, this.#number, this.endpoint, consent, mine));
    } catch (thrown) {
      this.#fail(asDeskError(thrown));
    } finally {
      this.running = false;
    }
  }

  async #take(answer: TestAnswer): Promise<void> {
    if (answer.kind !== 'done') {
      this.asking = answer;
      return;
    }
    this.last = answer.check;
    await this.#on.done();
    announcer.say(`Test of ${endpointLabel(this.endpoint)}: ${checkLabel(answer.check)}. ${answer.check.headline}`);
  }

  #fail(error: DeskError): void {
    this.failure = error;
    if (error.code === 'invalidInput') this.#on.refused();
  }
}
