import axe from 'axe-core';
import { expect } from 'vitest';

/** What can be judged without a layout: colours are judged by their tokens, and the page's landmarks by the frame's tests. */
export async function expectAccessible(): Promise<void> {
  const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
  expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
}
