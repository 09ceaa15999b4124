import { commands, type RestoredView, type RestoreWhat } from '../../bridge';
import { toasts } from '../../components/toasts.svelte';
import type { Desk } from '../frame/desk.svelte';

/** Drafts again what was there before a write, shows it in the number's panel, and says what came of it. Nothing is sent. */
export function restore(desk: Desk, activity: number, what: RestoreWhat): Promise<void> {
  const { account } = desk;
  return desk.attempt(async () => {
    await desk.panel?.queue.drain();
    const made = await commands.restore(account, activity, what);
    if (made.nothing) {
      toasts.show(['Plivo holds it already: there is nothing to take back.', made.note].filter(Boolean).join(' '));
      return;
    }
    desk.changes += 1;
    await show(desk, made.number);
    say(desk, account, made, what);
  });
}

async function show(desk: Desk, number: string): Promise<void> {
  const shown = desk.panel?.number === number ? desk.panel : null;
  desk.openNumber(number);
  await shown?.startOver();
  await desk.numbers?.locate(number);
}

function say(desk: Desk, account: string, { number, replaced, note }: RestoredView, what: RestoreWhat): void {
  const made = what === 'change' ? 'A draft that takes the change back was made. Save it to carry it out.' : 'A draft of what was there before was made. Save it to carry it out.';
  const aside = replaced === null ? null : 'The draft that stood here was set aside.';
  const bringBack = async () => {
    await commands.undoDiscard(account, replaced ?? 0);
    desk.changes += 1;
    if (desk.panel?.account === account && desk.panel.number === number) await desk.panel.startOver();
  };
  const action = replaced === null ? undefined : { label: 'Bring it back', run: () => void desk.attempt(bringBack) };
  toasts.show([made, note, aside].filter(Boolean).join(' '), { action });
}
