/** For `@Transform`: texts without blanks around them, composed as they are compared (NFC). */
export const trimmed = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.normalize('NFC').trim() : value;
