import { describe, expect, it } from 'vitest';
import css from '../src/app.css?raw';
import grid from '../src/lib/features/numbers/grid.css?raw';

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

type Declaration = { file: string; property: string; value: string };

const components = import.meta.glob<string>('../src/**/*.svelte', { query: '?raw', import: 'default', eager: true });
const scripts = import.meta.glob<string>('../src/**/*.ts', { query: '?raw', import: 'default', eager: true });
const sheets = { 'app.css': css, 'grid.css': grid };
const styleOf = (source: string) => /<style>(.*)<\/style>/s.exec(source)?.[1] ?? '';
const styles = new Map([...Object.entries(sheets), ...Object.entries(components).map(([path, source]) => [path.replace('../src/', ''), styleOf(source)] as const)].map(([file, style]) => [file, style.replaceAll(/\/\*.*?\*\//gs, '')]));
const declarations: Declaration[] = [...styles].flatMap(([file, style]) =>
  [...style.matchAll(/(?<=[{;]\s*)([\w-]+):\s*([^;{}]+?)\s*(?=[;}])/g)].map(([, property = '', value = '']) => ({ file, property, value })),
);
const said = ({ file, property, value }: Declaration) => `${file}: ${property}: ${value}`;
const without = (kinds: RegExp, refused: (value: string) => boolean) => expect(declarations.filter(({ property, value }) => kinds.test(property) && refused(value)).map(said)).toEqual([]);

/** The numbers of pixels in a value, without those of its tokens. */
const pixels = (value: string) => [...value.matchAll(/(?<![\w.-])-?([\d.]+)px/g)].map(([, amount]) => Number(amount));
const sizes = new Map([...css.matchAll(/--([\w-]+): (\d+)px;/g)].map(([, name = '', amount]) => [name, Number(amount)]));
const sizesNamed = (names: RegExp) => new Set([...sizes].filter(([name]) => names.test(name)).map(([, amount]) => amount));

/** The parts of a value, such as the four of `padding: 0 1px calc(1px + 2px) 3px`. */
const parts = (value: string) => value.match(/(?:[^\s()]|\((?:[^()]|\([^()]*\))*\))+/g) ?? [];
const hasSides = (value: string) => parts(value).length === 4 && parts(value)[1] !== parts(value)[3];
const hasCorners = (value: string) => parts(value).length > 1 && (parts(value)[0] !== parts(value)[1] || parts(value)[2] !== (parts(value)[3] ?? parts(value)[1]));

describe('the styles', () => {
  it('are read', () => {
    expect(styles.size).toBeGreaterThan(90);
    expect(declarations.length).toBeGreaterThan(500);
    expect(sizes.get('row')).toBe(36);
  });

  it('use only tokens that exist', () => {
    const everything = [...Object.values(sheets), ...Object.values(components), ...Object.values(scripts)].join('\n');
    const known = new Set([...everything.matchAll(/(--[\w-]+)(?:: |=|', )/g)].map(([, name]) => name));
    expect(declarations.filter(({ value }) => [...value.matchAll(/var\((--[\w-]+)/g)].some(([, name]) => !known.has(name))).map(said)).toEqual([]);
  });

  it('take every colour from a token', () => {
    const raw = (value: string) => /#[\da-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch|light-dark)a?\(|\b(?:white|black|red|green|blue|gr[ae]y|orange|purple|yellow)\b/i.test(value.replaceAll(/var\([^)]*\)/g, ''));
    without(/^(?!--)/, raw);
    expect(declarations.filter(({ file, value }) => file !== 'app.css' && raw(value)).map(said)).toEqual([]);
  });

  it('take every size from a token where there is one', () => {
    without(/^(font(-size)?|border(-[a-z-]+)?-radius)$/, (value) => pixels(value).length > 0);
    without(/^z-index$/, (value) => !/^var\(--layer-[\w-]+\)$/.test(value));
    without(/^(padding|margin|scroll-padding|scroll-margin)|gap$/, (value) => pixels(value).some((amount) => amount > 1 && amount <= (sizes.get('space-8') ?? 0)));
    const spaces = sizesNamed(/^space-/);
    without(/^(inset|top|bottom)/, (value) => pixels(value).some((amount) => spaces.has(amount)));
    const heights = sizesNamed(/^(header|footer|row|control|control-small|chip|item|hit|mark|icon)$/);
    without(/^((min-)?(height|block-size)|grid-template-rows)$/, (value) => pixels(value).some((amount) => heights.has(amount)));
  });

  /**
   * Top, bottom, width and height are allowed, because text is horizontal in every language that the window may be
   * shown in.
   */
  it('use start and end instead of left and right', () => {
    expect(declarations.filter(({ property, value }) => /\b(left|right)\b/.test(`${property} ${value}`)).map(said)).toEqual([]);
    without(/^(padding|margin|inset|scroll-padding|border-(width|style|color))$/, hasSides);
    without(/^border-radius$/, hasCorners);
    without(/^(transform|translate|scale)$/, (value) => /translate(X|3d)?\(|scale(X)?\((?!var\(--inline\))|^[^(]+$/.test(value));
    without(/^box-shadow$/, (value) => /inset (?!0 )/.test(value) && !value.includes('var(--inline)'));
  });

  it('define what a tone looks like once', () => {
    const tones = ['neutral', 'accent', 'draft', 'warn', 'bad', 'ok'];
    for (const tone of tones) expect(css.split(`[data-tone='${tone}'] {`).length - 1, tone).toBe(1);
    const copies = new RegExp(`\\.(${tones.join('|')})(?![\\w-])`);
    const selectors = [...styles].flatMap(([file, style]) => (style.match(/[^{};]+(?=\{)/g) ?? []).map((selector) => `${file}: ${selector.trim()}`));
    expect(selectors.filter((selector) => copies.test(selector.replace(/^[^:]*:/, '')))).toEqual([]);
    expect(Object.entries(components).filter(([, source]) => /class=("[^"]*)?\{[^}]*\btone\b[^}]*\}/.test(source)).map(([file]) => file)).toEqual([]);
  });
});
