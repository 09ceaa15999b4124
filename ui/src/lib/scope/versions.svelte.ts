/** How often what this account keeps was changed, as Rust tells it. Whoever shows a part reads it again when its version rises. */
export class Versions {
  numbers = $state(0);
  drafts = $state(0);
  records = $state(0);
  checks = $state(0);
}
