// The only module that knows Tauri: the generated commands, the channel of notices, and errors as values.
import { Channel } from '@tauri-apps/api/core';
import { commands, fieldLabels, firstQuery as first, typeLabels, type DeskError, type FirstPaint, type Notice, type NumbersQuery } from './bindings';

export { commands, fieldLabels, typeLabels };
export const firstQuery: NumbersQuery = first as unknown as NumbersQuery;
export type * from './bindings';

/** Calls `listener` with every notice, in order, for the lifetime of the window. */
export async function listen(listener: (notice: Notice) => void): Promise<void> {
  const channel = new Channel<Notice>();
  channel.onmessage = listener;
  await commands.subscribe(channel);
}

/** What Rust put into the page. Null while the pages are being developed, and if the data folder cannot be used. */
export const firstPaint = () => block<FirstPaint>('first-paint');

/** The name of the system's font. Null where `system-ui` is known. */
export const systemFont = () => block<string>('system-font');

function block<Data>(id: string): Data | null {
  const data = document.getElementById(id)?.textContent;
  return data ? (JSON.parse(data) as Data) : null;
}

/** Without compositing, it would end the whole app (WebKitGTK 2.50). No page needs it. */
export function dropViewTransitions(): void {
  delete (Document.prototype as Partial<Document>).startViewTransition;
}

/** The error that a command threw. Anything that is not a `DeskError` is a defect of this app, and is shown as one. */
export function asDeskError(thrown: unknown): DeskError {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'message' in thrown) {
    return thrown as DeskError;
  }
  return { code: 'internal', message: String(thrown), field: null, retryable: false, requestId: null };
}
