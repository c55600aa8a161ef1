import { Kbd } from '@mantine/core';

/** One key of the keyboard. Always Latin and left to right, in every language. */
export function Key({ children }: { children: string }) {
  return (
    <Kbd size="xs" dir="ltr">
      {children}
    </Kbd>
  );
}
