import { useEffect, useRef, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import classes from './cover.module.css';

interface CoverProps {
  label: string;
  children: ReactNode;
}

/**
 * Lies over everything, dialogs and messages too, and leaves nothing beneath to keys, pointer and assistive technology:
 * a modal dialog of the browser itself. The page below stays as it was.
 */
export function Cover({ label, children }: CoverProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    const before = { title: document.title, focus: document.activeElement };
    // A browser closes a dialog on the second Escape even when the first was refused.
    const stay = () => {
      if (!element?.isConnected) return;
      element.showModal();
      element.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    };
    stay();
    element?.addEventListener('close', stay);
    return () => {
      element?.removeEventListener('close', stay);
      element?.close();
      document.title = before.title;
      if (before.focus instanceof HTMLElement) before.focus.focus();
    };
  }, []);
  return createPortal(
    <dialog
      ref={dialog}
      className={classes.cover}
      aria-label={label}
      data-dv-cover
      onCancel={(event) => event.preventDefault()}
    >
      {children}
    </dialog>,
    document.body,
  );
}
