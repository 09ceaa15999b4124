import { commands } from '../bridge';

/** Logs a defect of the window. Only its own text goes with it, never what was typed or sent. */
export function reportDefect(thrown: unknown, place: string): void {
  const what = thrown instanceof Error ? `${thrown.name}: ${thrown.message}\n${thrown.stack ?? ''}` : String(thrown);
  void commands.reportDefect({ what, place }).catch(() => undefined);
}

/** Hears of what nobody caught. */
export function hearDefects(): void {
  addEventListener('error', (event) => reportDefect(event.error ?? event.message, 'window'));
  addEventListener('unhandledrejection', (event) => reportDefect(event.reason, 'promise'));
}
