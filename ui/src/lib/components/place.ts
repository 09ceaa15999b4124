import { isRightToLeft } from './direction';

type Box = { top: number; bottom: number; left: number; right: number; width: number };
type Placed = { top: number; left: number; maxHeight: number };

const gap = 4;
const edge = 8;

/**
 * Below the anchor, or above it if there is more room. Never outside the window. The left edges line up, or the right
 * ones.
 */
export function placeBeside(anchor: Box, size: { width: number; height: number }, view: { width: number; height: number }, alignRight = false): Placed {
  const below = view.height - anchor.bottom - gap - edge;
  const above = anchor.top - gap - edge;
  const goesBelow = size.height <= below || below >= above;
  const maxHeight = Math.max(80, goesBelow ? below : above);
  const height = Math.min(size.height, maxHeight);
  const wanted = alignRight ? anchor.right - size.width : anchor.left;
  return {
    top: goesBelow ? anchor.bottom + gap : anchor.top - gap - height,
    left: Math.max(edge, Math.min(wanted, view.width - size.width - edge)),
    maxHeight,
  };
}

/**
 * Places an element of the top layer beside its anchor. Uses the CSSOM, because the content security policy forbids
 * style attributes.
 */
export function place(anchor: HTMLElement, panel: HTMLElement, options: { alignEnd?: boolean; matchWidth?: boolean } = {}): void {
  const box = anchor.getBoundingClientRect();
  panel.style.maxHeight = 'none';
  if (options.matchWidth) panel.style.width = `${box.width}px`;
  const size = { width: panel.offsetWidth, height: panel.offsetHeight };
  const view = { width: document.documentElement.clientWidth, height: document.documentElement.clientHeight };
  const alignEnd = options.alignEnd ?? false;
  const placed = placeBeside(box, size, view, isRightToLeft(anchor) ? !alignEnd : alignEnd);
  panel.style.top = `${placed.top}px`;
  panel.style.left = `${placed.left}px`;
  panel.style.maxHeight = `${placed.maxHeight}px`;
}
