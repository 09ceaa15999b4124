/** Strokes on a grid of 16; drawn for this app. */
export const icons = {
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.8 10.8 14 14',
  close: 'M4 4l8 8M12 4l-8 8',
  down: 'M4 6l4 4 4-4',
  right: 'M6 4l4 4-4 4',
  up: 'M4 10l4-4 4 4',
  sortUp: 'M8 12.5v-9M4.5 7 8 3.5 11.5 7',
  sortDown: 'M8 3.5v9M4.5 9 8 12.5 11.5 9',
  check: 'M3.5 8.5 6.5 11.5 12.5 4.5',
  warn: 'M8 2.5 14.2 13.2H1.8ZM8 6.5v3M8 11.4v.1',
  error: 'M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4ZM8 4.8v3.8M8 11v.1',
  info: 'M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4ZM8 7.4v3.8M8 5v.1',
  refresh: 'M13.2 8A5.2 5.2 0 1 1 11.4 4M13.4 1.8v3h-3',
  stop: 'M4.5 4.5h7v7h-7z',
  offline: 'M2 2l12 12M1.8 6.4A9 9 0 0 1 5 4.4M14.2 6.4A9 9 0 0 0 8 3.8M4.2 9A5.4 5.4 0 0 1 6.6 7.6M11.8 9a5.4 5.4 0 0 0-1.4-1M8 12.4v.1',
  key: 'M5.2 13a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4ZM7.6 7.6 13 2.2M10.6 4.6l2 2',
  lock: 'M4 7.2h8v6H4zM5.6 7V5a2.4 2.4 0 0 1 4.8 0v2',
  clock: 'M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4ZM8 4.6V8l2.4 1.6',
  draft: 'M3 13l.6-2.8 7-7 2.2 2.2-7 7ZM9.4 4.4l2.2 2.2',
  list: 'M2.5 4h11M2.5 8h11M2.5 12h7',
  box: 'M2.4 5 8 2l5.6 3v6L8 14l-5.6-3ZM2.6 5.2 8 8l5.4-2.8M8 8v5.8',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  missing: 'M3 2.5h6.5L13 6v7.5H3zM9.2 2.7V6.2h3.6M6 9l3 3M9 9l-3 3',
  history: 'M2.8 8a5.2 5.2 0 1 0 1.8-4M2.6 1.8v3h3M8 5.4V8.2l2 1.2',
} as const;

export type IconName = keyof typeof icons;
