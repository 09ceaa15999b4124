export type Toast = {
  id: number;
  text: string;
  bad: boolean;
  /** Stays until the user closes it, because it must be read. */
  stays: boolean;
  action?: { label: string; run: () => void };
};

/** Long enough to read and to reach. The timer stops while the pointer or the focus is on the message. */
export const toastMilliseconds = 20_000;

class Toasts {
  list: Toast[] = $state([]);
  #next = 1;

  show(text: string, { bad = false, stays = false, action }: Partial<Omit<Toast, 'id' | 'text'>> = {}): number {
    const id = this.#next++;
    const passing = this.list.filter((toast) => !toast.stays).slice(-2);
    this.list = [...this.list.filter((toast) => toast.stays || passing.includes(toast)), { id, text, bad, stays, action }];
    return id;
  }

  drop(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
