export type Toast = { id: number; text: string; bad: boolean; action?: { label: string; run: () => void } };

/** Long enough to read and to reach; it waits while it is pointed at or focused. */
export const toastMilliseconds = 20_000;

class Toasts {
  list: Toast[] = $state([]);
  #next = 1;

  show(text: string, options: { bad?: boolean; action?: Toast['action'] } = {}): void {
    this.list = [...this.list.slice(-2), { id: this.#next++, text, bad: options.bad ?? false, action: options.action }];
  }

  drop(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
