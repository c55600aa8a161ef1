import { TextInput, type TextInputProps } from '@mantine/core';
import { latinDigits } from '../../../components/digits';
import classes from '../auth.module.css';

export const CODE_LENGTH = 6;

interface CodeInputProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  value: string;
  onChange: (value: string) => void;
}

/** Six digits, typed or pasted, in any digits and with any spaces. */
export function CodeInput({ value, onChange, autoFocus = true, ...props }: CodeInputProps) {
  return (
    <TextInput
      {...props}
      autoFocus={autoFocus}
      className={classes.code ?? ''}
      value={value}
      onChange={(event) => onChange(latinDigits(event.currentTarget.value).replace(/\D/g, '').slice(0, CODE_LENGTH))}
      inputMode="numeric"
      autoComplete="one-time-code"
    />
  );
}
