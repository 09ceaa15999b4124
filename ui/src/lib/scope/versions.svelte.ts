/**
 * Counters of the changes that Rust reports for this account. A part of the window reads its data again when its
 * counter rises.
 */
export class Versions {
  numbers = $state(0);
  drafts = $state(0);
  records = $state(0);
  checks = $state(0);
  batch = $state(0);
}
