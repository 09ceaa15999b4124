import { asDeskError, commands } from '../bridge';

/** Logs a defect of the window. Only the error's own text is logged, never what was typed or sent. */
export function reportDefect(thrown: unknown, place: string): void {
  // For an error of a command, only the code is logged: its message may contain typed text.
  const what = thrown instanceof Error ? `${thrown.name}: ${thrown.message}\n${thrown.stack ?? ''}` : typeof thrown === 'string' ? thrown : asDeskError(thrown).code;
  void commands.reportDefect({ what, place }).catch(() => undefined);
}

/** Logs uncaught errors and rejections. */
export function hearDefects(): void {
  addEventListener('error', (event) => reportDefect(event.error ?? event.message, 'window'));
  addEventListener('unhandledrejection', (event) => reportDefect(event.reason, 'promise'));
}
