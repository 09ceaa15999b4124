import { afterEach, describe, expect, it, vi } from 'vitest';
import { click, first, openWindow } from './window';

const told = () => document.querySelector<HTMLElement>('section.list')?.dataset.atLeast;

describe('the width of the list', () => {
  const { innerWidth } = window;
  afterEach(() => {
    window.innerWidth = innerWidth;
    vi.restoreAllMocks();
  });

  // In the narrowest of these windows, the panel covers the list.
  it.each([
    [900, '520 600 700 820', '520 600 700 820'],
    [1024, '520 600 700 820 940', '520 600'],
    [1440, '520 600 700 820 940 1200', '520 600 700 820 940'],
  ])('is known before it is measured, in a window of %i pixels, with a panel and without', async (width, without, beside) => {
    window.innerWidth = width;
    const measured = vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get');
    await openWindow();
    expect(measured.mock.contexts).not.toContain(document.querySelector('section.list'));
    expect(told()).toBe(without);
    await click('row', first);
    expect(told()).toBe(beside);
    await click('button', 'Close panel');
    expect(told()).toBe(without);
  });
});
