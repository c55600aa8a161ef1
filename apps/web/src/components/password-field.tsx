import { useId } from 'react';
import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** Mantine's password input, with what it leaves out: its error and its description are tied to the field. */
export function PasswordField(props: PasswordInputProps) {
  const { t } = useTranslation();
  const id = useId();
  const describedBy = [props.error ? `${id}-error` : '', props.description ? `${id}-description` : ''];
  return (
    <PasswordInput
      {...props}
      id={id}
      aria-invalid={props.error ? true : undefined}
      aria-describedby={describedBy.filter(Boolean).join(' ') || undefined}
      visibilityToggleButtonProps={{ 'aria-label': t('actions.showPassword') }}
    />
  );
}
