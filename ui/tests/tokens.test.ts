import { describe, expect, it } from 'vitest';
import css from '../src/app.css?raw';

const tokens = new Map([...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);/g)].reverse().map(([, name, light, dark]) => [name, { light, dark }]));

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function check(front: string, back: string, least: number) {
  for (const theme of ['light', 'dark'] as const) {
    const [over, under] = [tokens.get(front)?.[theme], back === 'on-solid' ? '#ffffff' : tokens.get(back)?.[theme]];
    if (!over || !under) throw new Error(`no token ${front} or ${back}`);
    expect(contrast(over, under), `${front} on ${back}, ${theme}`).toBeGreaterThanOrEqual(least);
  }
}

describe('the tokens of the look', () => {
  it('are read', () => expect(tokens.size).toBeGreaterThan(25));

  it('give text enough contrast on every surface that it stands on', () => {
    for (const surface of ['background', 'surface', 'raised', 'hover']) for (const text of ['text', 'muted', 'accent', 'draft', 'warn', 'bad', 'ok']) check(text, surface, 4.5);
    for (const tone of ['accent', 'draft', 'warn', 'bad', 'ok']) {
      check(tone, `${tone}-weak`, 4.5);
      check('text', `${tone}-weak`, 4.5);
      check('muted', `${tone}-weak`, 4.5);
    }
    for (const solid of ['accent-solid', 'accent-solid-hover', 'bad-solid', 'bad-solid-hover']) check(solid, 'on-solid', 4.5);
  });

  it('draw the borders of controls so that they can be seen', () => {
    for (const surface of ['background', 'surface', 'raised']) check('control-line', surface, 3);
    for (const colour of ['orange', 'blue', 'green', 'violet', 'pink', 'teal', 'grey']) check(`account-${colour}`, 'surface', 3);
  });
});
