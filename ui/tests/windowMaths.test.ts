import { describe, expect, it } from 'vitest';
import { placeBeside } from '../src/lib/components/place';
import { offsetsOf, pagesOf, rowAfterKey, rowAt, scrollToShow, unevenSpan, visibleSpan } from '../src/lib/components/windowMaths';

describe('the rows in view', () => {
  const check = (scrollTop: number, view: number, total: number, spare: number, first: number, end: number) =>
    expect(visibleSpan(scrollTop, view, 36, total, spare)).toEqual({ first, end });

  it('covers the view, the spare rows and no more than there are', () => {
    check(0, 360, 100, 0, 0, 10);
    check(0, 360, 100, 8, 0, 18);
    check(18, 360, 100, 0, 0, 11);
    check(3_599_640, 360, 100_000, 0, 99_990, 100_000);
    check(9_999_999, 360, 100, 8, 100, 100);
    check(-50, 360, 100, 0, 0, 10);
    check(0, 360, 0, 8, 0, 0);
    check(0, 0, 100, 0, 0, 0);
  });
});

describe('the pages of a span', () => {
  const check = (first: number, end: number, pages: number[]) => expect(pagesOf({ first, end }, 100)).toEqual(pages);

  it('are those that hold one of its rows', () => {
    check(0, 100, [0]);
    check(0, 101, [0, 1]);
    check(99, 100, [0]);
    check(250, 420, [2, 3, 4]);
    check(5, 5, []);
  });
});

describe('scrolling to a row', () => {
  const check = (row: number, scrollTop: number, wanted: number) => expect(scrollToShow(row, scrollTop, 360, 36)).toBe(wanted);

  it('moves no more than it must', () => {
    check(5, 0, 0);
    check(10, 0, 36);
    check(9, 0, 0);
    check(0, 100, 0);
    check(2, 100, 72);
  });
});

describe('a key in the list', () => {
  const check = (key: string, row: number, wanted: number | undefined) => expect(rowAfterKey(key, row, 50, 10)).toBe(wanted);

  it('leads to a row that exists', () => {
    check('ArrowDown', 0, 1);
    check('ArrowDown', 49, 49);
    check('ArrowUp', 0, 0);
    check('PageDown', 45, 49);
    check('PageUp', 12, 2);
    check('Home', 30, 0);
    check('End', 3, 49);
    check('x', 3, undefined);
    expect(rowAfterKey('End', 0, 0, 10)).toBeUndefined();
  });
});

describe('a list beside its field', () => {
  const view = { width: 1000, height: 600 };
  const anchor = (top: number, left = 100) => ({ top, bottom: top + 32, left, right: left + 200, width: 200 });

  it('is below where it fits, above where there is more room, and inside the window', () => {
    expect(placeBeside(anchor(100), { width: 200, height: 200 }, view)).toMatchObject({ top: 136, left: 100 });
    expect(placeBeside(anchor(500), { width: 200, height: 200 }, view)).toMatchObject({ top: 296 });
    expect(placeBeside(anchor(100, 950), { width: 200, height: 50 }, view)).toMatchObject({ left: 792 });
    expect(placeBeside(anchor(100, 400), { width: 300, height: 50 }, view, true)).toMatchObject({ left: 300 });
    expect(placeBeside(anchor(300), { width: 200, height: 900 }, view)).toMatchObject({ top: 8, maxHeight: 288 });
  });
});

describe('rows of different heights', () => {
  const offsets = offsetsOf([10, undefined, 50, 0], 5, 20);

  it('lie one below the other, with a guess for those that were not measured', () => {
    expect([...offsets]).toEqual([0, 10, 30, 80, 80, 100]);
    expect([...offsetsOf([], 0, 20)]).toEqual([0]);
    expect([...offsetsOf([10, 10, 10], 1, 20)]).toEqual([0, 10]);
  });

  it('are found by where they lie', () => {
    const check = (height: number, row: number) => expect([height, rowAt(offsets, height)]).toEqual([height, row]);
    check(-5, 0);
    check(0, 0);
    check(9, 0);
    check(10, 1);
    check(79, 2);
    // Of two rows that start at the same place, the row that is not empty.
    check(80, 4);
    check(1_000, 4);
    expect(rowAt(offsetsOf([], 0, 20), 40)).toBe(0);
  });

  it('are those that touch the view, with the spare ones', () => {
    const check = (top: number, height: number, spare: number, first: number, end: number) =>
      expect(unevenSpan(offsets, top, height, spare)).toEqual({ first, end });
    check(0, 25, 0, 0, 2);
    check(30, 20, 0, 2, 3);
    check(30, 20, 30, 0, 5);
    check(-400, 100, 50, 0, 1);
    check(9_000, 100, 50, 4, 5);
    expect(unevenSpan(offsetsOf([], 0, 20), 0, 100, 0)).toEqual({ first: 0, end: 0 });
  });
});
