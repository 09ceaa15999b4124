import { describe, expect, it } from 'vitest';
import { Windowed } from '../src/lib/state/windowed.svelte';

type Asked = { query: string; offset: number; limit: number; answer: (total: number) => Promise<void>; refuse: () => Promise<void> };

/** A list whose responses the test releases. */
function open() {
  const asked: Asked[] = [];
  const settle = async () => {
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  const read = (query: string, { offset, limit }: { offset: number; limit: number }) =>
    new Promise<{ total: number; rows: string[] }>((resolve, reject) => {
      const answer = (total: number) => {
        resolve({ total, rows: Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, at) => `${query} ${offset + at}`) });
        return settle();
      };
      const refuse = () => {
        reject({ code: 'disk', message: 'The disk refuses.', field: null, retryable: true, requestId: null });
        return settle();
      };
      asked.push({ query, offset, limit, answer, refuse });
    });
  return { asked, list: new Windowed<string, string>('all', read), settle };
}

const at = (asked: Asked[], place: number): Asked => {
  const found = asked[place];
  if (!found) throw new Error(`only ${asked.length} questions were asked`);
  return found;
};

describe('a list that is read in windows', () => {
  it('asks for the pages near the view, and keeps those that are here', async () => {
    const { asked, list } = open();
    void list.read();
    await at(asked, 0).answer(1_000);
    expect([list.total, list.row(99), list.row(100)]).toEqual([1_000, 'all 99', undefined]);
    void list.show({ first: 250, end: 320 });
    expect(at(asked, 1)).toMatchObject({ offset: 200, limit: 200 });
    await at(asked, 1).answer(1_000);
    expect([list.row(0), list.row(200), list.row(399)]).toEqual(['all 0', 'all 200', 'all 399']);
    await list.show({ first: 210, end: 390 });
    expect(asked).toHaveLength(2);
  });

  it('replaces every page when it is read again, and shows the old ones until then', async () => {
    const { asked, list } = open();
    void list.read();
    await at(asked, 0).answer(300);
    void list.show({ first: 200, end: 260 });
    await at(asked, 1).answer(300);
    void list.read();
    expect([list.row(0), list.row(200)]).toEqual(['all 0', 'all 200']);
    await at(asked, 2).answer(300);
    expect([list.row(0), list.row(200)]).toEqual([undefined, 'all 200']);
  });

  it('drops rows of an earlier question', async () => {
    const { asked, list } = open();
    void list.read();
    void list.change('some');
    await at(asked, 0).answer(1_000);
    expect([list.loaded, list.row(0)]).toEqual([false, undefined]);
    await at(asked, 1).answer(3);
    expect([list.total, list.row(0), list.row(3)]).toEqual([3, 'some 0', undefined]);
  });

  it('sends one more request if the list was scrolled meanwhile', async () => {
    const { asked, list } = open();
    void list.read();
    await at(asked, 0).answer(1_000);
    void list.read();
    void list.show({ first: 500, end: 520 });
    await at(asked, 1).answer(1_000);
    await at(asked, 2).answer(1_000);
    expect(list.row(510)).toBe('all 510');
    expect(asked).toHaveLength(3);
  });

  it('does not request removed rows forever', async () => {
    const { asked, list } = open();
    void list.read();
    await at(asked, 0).answer(1_000);
    void list.show({ first: 900, end: 950 });
    await at(asked, 1).answer(20);
    expect([list.total, list.running]).toEqual([20, false]);
    void list.show({ first: 0, end: 20 });
    await at(asked, 2).answer(20);
    expect(list.row(19)).toBe('all 19');
  });

  it('says why it could not be read, keeps its rows, and reads them all the next time', async () => {
    const { asked, list } = open();
    void list.read();
    await at(asked, 0).answer(10);
    void list.read();
    await at(asked, 1).refuse();
    expect([list.failure?.message, list.row(9)]).toEqual(['The disk refuses.', 'all 9']);
    void list.show({ first: 0, end: 10 });
    void list.read();
    await at(asked, 2).answer(4);
    expect([list.failure, list.row(3), list.row(9)]).toEqual([null, 'all 3', undefined]);
  });
});
