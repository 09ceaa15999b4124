/** What can be done where Plivo has no lists for the account. Said once on the page: in the banner over rows, or in place of them. */
export const missingApi =
  'Plivo answers 404 for the WhatsApp lists of this account. Add its numbers by hand or from a CSV file: drafts, checks and hand-over work on them, and a draft is carried out by hand in Plivo’s console.';
