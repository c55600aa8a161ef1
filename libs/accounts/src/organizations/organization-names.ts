import { AppError } from '@divan/platform';

export function named(name: string): string {
  const trimmed = name.normalize('NFC').trim();
  if (trimmed.length === 0 || trimmed.length > 200) throw invalid('/name', 'a name needs 1 to 200 characters');
  return trimmed;
}

export function addressed(email: string): string {
  if (!/^[^\s@]+@[^\s@]+$/.test(email.trim())) throw invalid('/email', `"${email}" is not an e-mail address`);
  return email;
}

export function zoned(timeZone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return timeZone;
  } catch {
    throw invalid('/timeZone', `"${timeZone}" is not an IANA time zone, such as America/Chicago`);
  }
}

function invalid(pointer: string, detail: string): AppError {
  return new AppError('accounts.organization_invalid', 422, detail, { errors: [{ pointer, detail }] });
}
