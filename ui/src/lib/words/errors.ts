import type { Code, DeskError } from '../bridge';

/** The action of the button beside an error. */
export type ErrorAction = 'retry' | 'enterToken' | 'keepForSession' | 'showAgain' | 'byHand';

type Words = { title: string; action?: ErrorAction };

/** The only table from codes to titles and buttons. The message, with the next step, comes with the error. */
const table: Record<Code, Words> = {
  offline: { title: 'No connection to Plivo', action: 'retry' },
  untrusted: { title: 'Not a trusted connection to Plivo', action: 'retry' },
  unauthorised: { title: 'Plivo does not accept these credentials', action: 'enterToken' },
  forbidden: { title: 'Not allowed with these credentials' },
  rateLimited: { title: 'Plivo asks to wait', action: 'retry' },
  missingApi: { title: 'This API does not exist for your account', action: 'byHand' },
  gone: { title: 'No longer at Plivo' },
  refused: { title: 'Plivo refused' },
  plivoFailing: { title: 'Plivo is failing', action: 'retry' },
  invalidInput: { title: 'Something to correct' },
  keychainAbsent: { title: 'This computer has no keychain', action: 'keepForSession' },
  keychainLocked: { title: 'The keychain is locked', action: 'retry' },
  keychainFailed: { title: 'The keychain failed', action: 'retry' },
  tokenMissing: { title: 'No token for this account', action: 'enterToken' },
  notConnected: { title: 'This account is not connected' },
  notConfirmed: { title: 'Not confirmed' },
  confirmationExpired: { title: 'The confirmation has expired', action: 'showAgain' },
  interrupted: { title: 'An earlier batch waits' },
  unsettled: { title: 'The last write is not yet known' },
  disk: { title: 'The disk refused', action: 'retry' },
  newerFile: { title: 'The data is from a newer Number Desk' },
  inUse: { title: 'Number Desk is running already', action: 'retry' },
  alreadyConnected: { title: 'Already connected' },
  cancelled: { title: 'Cancelled' },
  selectionChanged: { title: 'The selection has changed' },
  internal: { title: 'Something went wrong in Number Desk' },
};

export const actionLabels: Record<ErrorAction, string> = {
  retry: 'Try again',
  enterToken: 'Enter the token',
  keepForSession: 'Keep for this session only',
  showAgain: 'Show it again',
  byHand: 'Carry out by hand',
};

/** The token cannot be read, but may be right. Entering it again, to be kept in memory, helps too. */
const keychain: Code[] = ['keychainAbsent', 'keychainLocked', 'keychainFailed'];

export type ErrorWords = { title: string; message: string; action: ErrorAction | undefined; keychain: boolean; request: string | undefined };

export function errorWords(error: DeskError): ErrorWords {
  const words = table[error.code] ?? table.internal;
  return { title: words.title, message: error.message, action: words.action, keychain: keychain.includes(error.code), request: error.requestId ?? undefined };
}
