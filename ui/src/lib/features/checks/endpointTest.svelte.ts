import { asDeskError, commands, type CheckView, type DeskError, type Endpoint, type TestAnswer } from '../../bridge';
import { announcer } from '../../components/announcer.svelte';
import { Request } from '../../state/request.svelte';
import { checkLabel, endpointLabel } from '../../words/checks';

/** What has to be answered before anything is sent. */
export type Question = Extract<TestAnswer, { kind: 'askFirst' | 'askPrivate' }>;

type Hooks = {
  /** Brings what is typed to the disk; answers why it could not. */
  settled: () => Promise<DeskError | null>;
  /** The URL itself cannot be tested: its field says why. */
  refused: () => void;
  done: () => Promise<void>;
};

/** The test of one URL of the panel, from the click to its result. What came of it is Rust's, in the panel's view. */
export class EndpointTest {
  readonly endpoint: Endpoint;
  running = $state(false);
  asking: Question | null = $state.raw(null);
  failure: DeskError | null = $state.raw(null);
  /** The last result of this panel, for when the URL was changed while it was tested. */
  last: CheckView | null = $state.raw(null);
  /** The button is to have the focus. */
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

  /** The yes to the open question. One to private addresses is for those that were shown, and says that the request may be sent, too. */
  yes(): Promise<void> {
    const mine = this.asking?.kind === 'askPrivate' ? this.asking.addresses : [];
    this.asking = null;
    return this.#run(true, mine);
  }

  no(): void {
    this.asking = null;
  }

  /** Something was edited: what was said of the last attempt no longer holds. */
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
