import type { ConnectionView, StatusView, TokenPlace } from '../bridge';
import type { IconName } from '../components/icons';
import type { Shape, Tone } from '../components/messages';
import { plural } from './count';
import { clock, when } from './time';

export type ConnectionWords = {
  /** For the footer. */
  short: string;
  /** For the page: what the state is, and what to do. */
  title: string;
  next: string;
  shape: Shape;
  tone: Tone;
  icon: IconName;
  actions: ('retry' | 'enterToken')[];
};

/** Each state has its own words. None of them collapses into "error" or into an empty list. */
export function connectionWords(connection: ConnectionView): ConnectionWords {
  switch (connection.state) {
    case 'unknown':
      return { short: 'Not connected yet', title: 'Plivo has not answered yet', next: '', shape: 'ring', tone: 'neutral', icon: 'clock', actions: ['retry'] };
    case 'online':
      return { short: 'Online', title: 'Online', next: '', shape: 'disc', tone: 'ok', icon: 'check', actions: [] };
    case 'offline':
      return { short: `Offline since ${clock(connection.since)}`, title: 'No connection to Plivo', next: `${connection.message} Drafts are kept on this computer; nothing is sent by itself later.`, shape: 'square', tone: 'warn', icon: 'offline', actions: ['retry'] };
    case 'untrusted':
      return { short: 'Not a trusted connection', title: 'Something answers in Plivo’s place', next: `${connection.message} A network may ask you to sign in first, or a proxy may stand between. Drafts are kept on this computer; nothing is sent.`, shape: 'square', tone: 'bad', icon: 'lock', actions: ['retry'] };
    case 'unauthorised':
      return { short: 'Credentials refused', title: 'Plivo does not accept the token', next: connection.message, shape: 'diamond', tone: 'bad', icon: 'key', actions: ['enterToken'] };
    case 'forbidden':
      return { short: 'Not allowed', title: 'These credentials may not do that', next: connection.message, shape: 'diamond', tone: 'bad', icon: 'lock', actions: ['retry'] };
    case 'rateLimited':
      return { short: connection.retryAt ? `Plivo asks to wait until ${clock(connection.retryAt)}` : 'Plivo asks to wait', title: 'Too many requests for a moment', next: 'Plivo limits requests per account. It is asked again by itself when the pause is over. What it refused meanwhile can be saved again then.', shape: 'half', tone: 'warn', icon: 'clock', actions: [] };
    case 'missingApi':
      return { short: 'API missing for this account', title: 'This API does not exist for your account', next: 'Plivo answers 404 for the WhatsApp lists of this account, so its numbers cannot be read or written here. Ask Plivo to enable the API; drafts already on this computer stay.', shape: 'triangle', tone: 'warn', icon: 'missing', actions: ['retry'] };
    case 'failing':
      return { short: 'Plivo is failing', title: 'Plivo answers, but not as it should', next: connection.message, shape: 'triangle', tone: 'bad', icon: 'warn', actions: ['retry'] };
    case 'noToken':
      return { short: 'No token', title: 'There is no token for this account here', next: 'Enter the Auth Token again to read from Plivo. Drafts are untouched.', shape: 'ring', tone: 'bad', icon: 'key', actions: ['retry', 'enterToken'] };
  }
}

type Cut = Pick<StatusView, 'connection' | 'token'>;

/** Whether the account cannot reach Plivo. Without a token, Plivo is not asked at all, so its state is unknown. */
export function isCut({ connection: { state }, token }: Cut): boolean {
  return state === 'unknown' ? token !== 'keychain' && token !== 'session' : state !== 'online';
}

/** Why the account cannot reach Plivo. A token that cannot be read comes first. */
export function statusWords({ connection, token }: Cut): ConnectionWords {
  if (token === 'missing' && connection.state === 'unknown') return connectionWords({ state: 'noToken' });
  const closed = closedKeychain[token];
  if (!closed) return connectionWords(connection);
  const next = `${closed.next} Or enter the token, which can stay in memory until the app ends. The list and the drafts are untouched.`;
  return { short: 'No token to be had', title: closed.title, next, shape: 'ring', tone: 'bad', icon: 'key', actions: ['retry', 'enterToken'] };
}

const closedKeychain: Partial<Record<TokenPlace, { title: string; next: string }>> = {
  locked: { title: 'The keychain of this computer is locked', next: 'Unlock it and try again.' },
  noKeychain: { title: 'This computer has no keychain that can be reached', next: 'Start one (GNOME Keyring or KWallet, for example), and then Number Desk again.' },
  unreadable: { title: 'The keychain of this computer fails', next: 'The token cannot be read from it; try again.' },
};

export const tokenWords: Record<TokenPlace, string> = {
  keychain: 'Token in the system keychain',
  session: 'Token for this session only',
  missing: 'No token here',
  locked: 'Keychain locked',
  noKeychain: 'No keychain within reach',
  unreadable: 'Keychain fails',
};

/**
 * For the header, to the minute: `Offline since 14:32`, with the date if it is not today. Null while Plivo can be
 * reached.
 */
export function offlineSince(connection: ConnectionView | undefined, now: number): string | null {
  if (connection?.state !== 'offline') return null;
  return `Offline since ${when(connection.since, now).slice(0, -':00'.length)}`;
}

/** Why nothing can be sent to Plivo now. Drafts can still be edited. */
export function unsendable(connection: ConnectionView | undefined, now: number): string | null {
  const offline = offlineSince(connection, now);
  return offline && `${offline}: nothing can be sent.`;
}

/** The message when Plivo can be reached again. Nothing was sent meanwhile, so it counts the waiting drafts. */
export function backOnline(drafts: number, ready: number): string {
  if (ready > 0) return plural(ready, { one: 'Back online. # draft is ready.', other: 'Back online. # drafts are ready.' });
  if (drafts > 0) return plural(drafts, { one: 'Back online. # draft is waiting.', other: 'Back online. # drafts are waiting.' });
  return 'Back online.';
}
