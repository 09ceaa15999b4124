import axe from 'axe-core';
import { expect } from 'vitest';

/**
 * All rules that need no layout. The colours are checked by the tests of the tokens, and the page's landmarks by those
 * of the frame.
 */
export async function expectAccessible(): Promise<void> {
  const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
  expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
}
