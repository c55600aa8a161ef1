// The notifications' code is not part of the first load: it comes with the first key or click, or when it is needed.
function toasts(): Promise<typeof import('./toasts')> {
  window.dispatchEvent(new Event('divan-toast'));
  return import('./toasts');
}

/** A failed action, with the code that support asks for. */
export function notifyError(error: unknown, title?: string): void {
  void toasts().then((module) => module.showError(error, title));
}

export function notifyDone(message: string): void {
  void toasts().then((module) => module.showDone(message));
}

/** Says what was done and offers to take it back. */
export function notifyUndo(message: string, undo: () => void): void {
  void toasts().then((module) => module.showUndo(message, undo));
}
