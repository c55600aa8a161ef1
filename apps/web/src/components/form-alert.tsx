import { Alert } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';

/** What went wrong with the form as a whole; what concerns one field stands at the field. */
export function FormAlert({ children }: { children: string | null }) {
  return (
    <div role="alert">
      {children ? (
        <Alert color="red" variant="light" icon={<IconAlertCircle size={18} aria-hidden />}>
          {children}
        </Alert>
      ) : null}
    </div>
  );
}
