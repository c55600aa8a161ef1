import type { FormEvent, ReactNode } from 'react';
import { Button, Group, Modal, Stack, type ModalProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FormAlert } from './form-alert';

interface FormDialogProps {
  title: ReactNode;
  /** What the button does, in its own words. */
  action: string;
  onClose: () => void;
  onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  busy?: boolean;
  /** What is wrong with the form as a whole. */
  problem?: string | null;
  size?: ModalProps['size'];
  dangerous?: boolean;
  disabled?: boolean;
  /** At the other end of the buttons' line. */
  aside?: ReactNode;
  children: ReactNode;
}

/** A dialog that is a form: its fields, what went wrong, and two buttons. */
export function FormDialog(props: FormDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={props.title}
      size={props.size ?? 'md'}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
      // What was typed must not be lost by a click beside it.
      closeOnClickOutside={false}
    >
      <form onSubmit={props.onSubmit} noValidate>
        <Stack gap="md">
          <FormAlert>{props.problem ?? null}</FormAlert>
          {props.children}
          <Group justify="space-between" gap="sm">
            <span>{props.aside}</span>
            <Group gap="sm">
              <Button variant="default" onClick={props.onClose}>
                {t('actions.cancel')}
              </Button>
              <Button
                type="submit"
                loading={props.busy ?? false}
                disabled={props.disabled ?? false}
                {...(props.dangerous ? { color: 'red.8' } : {})}
              >
                {props.action}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
