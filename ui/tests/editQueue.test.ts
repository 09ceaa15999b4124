import { describe, expect, it } from 'vitest';
import { EditQueue, type Call } from '../src/lib/features/panel/editQueue.svelte';
import { error } from './fake/desk';

/** A queue whose calls the test completes by hand. */
function harness() {
  const started: string[] = [];
  const answers: { resolve: (view: never) => void; reject: (thrown: unknown) => void }[] = [];
  const seen: unknown[] = [];
  const queue = new EditQueue((view) => seen.push(view));
  const put = (key: Call['key'], name: string) => queue.put({ key, run: () => (started.push(name), new Promise((resolve, reject) => answers.push({ resolve, reject }))) });
  const answer = async (at: number) => (answers[at]?.resolve(`view ${at}` as never), await turn());
  const refuse = async (at: number) => (answers[at]?.reject(error('disk', 'The disk is full.')), await turn());
  return { queue, put, answer, refuse, started, seen };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('the edit queue', () => {
  it('has one call in flight, and sends only the latest value of each field', async () => {
    const { put, answer, started } = harness();
    for (const text of ['a', 'ab', 'abc']) void put('alias', text);
    expect(started).toEqual(['a']);
    await answer(0);
    expect(started).toEqual(['a', 'abc']);
  });

  it('keeps the order of the last keystroke across fields', async () => {
    const { put, answer, started } = harness();
    void put('alias', 'alias 1');
    void put('webhookUrl', 'webhook');
    void put('alias', 'alias 2');
    void put('answerUrl', 'answer');
    for (const at of [0, 1, 2]) await answer(at);
    expect(started).toEqual(['alias 1', 'webhook', 'alias 2', 'answer']);
  });

  it('lets an undo replace a waiting edit of the same field', async () => {
    const { put, answer, started } = harness();
    void put('webhookUrl', 'in flight');
    void put('alias', 'edit');
    void put('alias', 'undo');
    await answer(0);
    expect(started).toEqual(['in flight', 'undo']);
  });

  it('sends a refused edit first of all when it is tried again', async () => {
    const { queue, put, answer, refuse, started } = harness();
    void put('alias', 'alias');
    void put('webhookUrl', 'webhook');
    await refuse(0);
    expect(queue.failure?.code).toBe('disk');
    expect(queue.busy).toBe(true);
    void queue.drain();
    await answer(1);
    await answer(2);
    expect(started).toEqual(['alias', 'alias', 'webhook']);
    expect(queue.failure).toBeNull();
    expect(queue.busy).toBe(false);
  });

  it('does not bring a refused edit back over a newer one', async () => {
    const { queue, put, refuse, started } = harness();
    void put('alias', 'old');
    void put('alias', 'new');
    await refuse(0);
    void queue.drain();
    expect(started).toEqual(['old', 'new']);
  });

  it('resolves a drain only when everything was answered', async () => {
    const { queue, put, answer } = harness();
    void put('alias', 'a');
    void put('webhookUrl', 'b');
    let drained = false;
    void queue.drain().then(() => (drained = true));
    await answer(0);
    expect(drained).toBe(false);
    await answer(1);
    expect(drained).toBe(true);
    await queue.drain();
  });

  it('sends a call that is added at the moment when the last response arrives', async () => {
    const { queue, started } = harness();
    const answered = { key: 'alias' as const, run: async () => 'view' as never };
    await queue.put(answered);
    void queue.put({ key: 'alias', run: async () => (started.push('next'), 'view' as never) });
    await turn();
    expect(started).toEqual(['next']);
  });

  it('continues after a failed refresh, because it contains no typed text', async () => {
    const { queue, put, answer, refuse, started } = harness();
    void put('refresh', 'refresh');
    void put('alias', 'alias');
    await refuse(0);
    await answer(1);
    expect(started).toEqual(['refresh', 'alias']);
    expect(queue.failure).toBeNull();
  });
});
