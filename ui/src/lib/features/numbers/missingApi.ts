/**
 * What the user can do when Plivo has no lists for the account. Shown once on the page: in the banner above the rows,
 * or instead of them.
 */
export const missingApi =
  'Plivo answers 404 for the WhatsApp lists of this account. Add its numbers by hand or from a CSV file: drafts, checks and hand-over work on them, and a draft is carried out by hand in Plivo’s console.';
