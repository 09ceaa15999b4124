import { asDeskError, commands } from '../bridge';

/** Logs a defect of the window. Only its own text goes with it, never what was typed or sent. */
export function reportDefect(thrown: unknown, place: string): void {
  // Of what a command refused only the code: its message may hold what was typed.
  const what = thrown instanceof Error ? `${thrown.name}: ${thrown.message}\n${thrown.stack ?? ''}` : typeof thrown === 'string' ? thrown : asDeskError(thrown).code;
  void commands.reportDefect({ what, place }).catch(() => undefined);
}

/** Hears of what nobody caught. */
export function hearDefects(): void {
  addEventListener('error', (event) => reportDefect(event.error ?? event.message, 'window'));
  addEventListener('unhandledrejection', (event) => reportDefect(event.reason, 'promise'));
}
