import { first, typedInto } from './page';
import type { Play } from './play';
import * as page from './page';

/** The possible next actions. Each returns whether the window offers it. */
export const actions: Record<string, (play: Play) => boolean> = {
  search: ({ dice }) => typedInto(page.searchField(), dice.pick(['', 'a', 'ac', 'acme', 'eu', '+49', '33', 'support', 'zzz'])),
  searchEnter: (play) => play.enterIn(page.searchField()),
  openRow: ({ dice }) => page.click(dice.pick(page.rows())),
  walk: ({ dice }) => page.key(page.grid(), dice.pick(['ArrowDown', 'ArrowUp', 'Home', 'End', 'ArrowLeft', 'ArrowRight'])),
  walkSelecting: ({ dice }) => page.key(page.grid(), dice.pick(['ArrowDown', 'ArrowUp']), { shiftKey: true }),
  enter: (play) => play.enterIn(page.grid()),
  tick: ({ dice }) => page.click(dice.pick(page.boxes())),
  range: ({ dice }) => page.click(dice.pick(page.rows()), { shiftKey: true }),
  alias: (play) => play.typeAlias(),
  switchCalling: () => page.click(page.named('switch', 'Enable WhatsApp Calling')),
  save: () => page.dialog() === null && page.button('Save changes') !== null && page.key(document.body, 's', { ctrlKey: true }),
  discard: () => page.click(page.button('Discard draft')),
  escape: (play) => play.escape(),
  edit: (play) => play.edit(),
  bulkAlias: (play) => play.typeBulk(),
  makeAndApply: (play) => play.press(page.button('Make drafts and apply')),
  make: (play) => play.press(page.button('Make drafts')),
  cancel: (play) => play.cancel(),
  tests: () => page.click(page.button('Test endpoints')),
  sendTests: (play) => play.press(page.button('Send tests')),
  palette: () => page.dialog() === null && page.key(document.body, 'k', { ctrlKey: true }),
  paletteType: ({ dice }) => typedInto(page.palette(), dice.pick(['a', '91', '49', 'acme', 'zzz'])),
  paletteEnter: (play) => play.enterIn(page.palette()),
  numbers: () => page.click(page.otherPage('Numbers')),
  drafts: () => page.click(page.otherPage(/^Drafts/)),
  activity: () => page.click(page.otherPage('Activity')),
  calling: () => page.click(page.otherPage('Calling')),
  apply: ({ dice }) => page.click(dice.pick(page.buttons(/^Apply draft of/))),
  ready: ({ dice }) => page.click(dice.pick(page.buttons(/^Mark as ready/))),
  discardLine: ({ dice }) => page.click(dice.pick(page.buttons(/^Discard draft of/))),
  map: (play) => play.draftMapping(),
  confirm: (play) => play.confirm(),
  switchAccount: (play) => play.switchAccount(),
  synced: (play) => play.synced(),
  firstRow: () => page.click(first(page.rows())),
};

/** A kind of schedule: actions to begin with, each with all of its responses, and then any of these. */
export type Plot = { opening: string[]; then: string[] };

/**
 * Any actions, one edit for many numbers, finding by text, or moving a WABA. Without these kinds, most steps would have
 * no effect.
 */
export const plots: Plot[] = [
  { opening: [], then: Object.keys(actions) },
  { opening: ['tick', 'edit', 'bulkAlias'], then: ['tick', 'edit', 'bulkAlias', 'makeAndApply', 'makeAndApply', 'make', 'cancel', 'alias', 'openRow', 'numbers', 'switchAccount'] },
  { opening: [], then: ['palette', 'palette', 'paletteType', 'paletteType', 'paletteEnter', 'search', 'searchEnter', 'walk', 'enter', 'openRow', 'synced', 'escape'] },
  { opening: ['openRow', 'map'], then: ['openRow', 'map', 'save', 'save', 'confirm', 'confirm', 'cancel', 'drafts', 'apply', 'numbers', 'switchAccount', 'alias'] },
];
