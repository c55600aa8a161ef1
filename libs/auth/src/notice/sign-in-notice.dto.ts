import type { SignInNotice } from './sign-in-notice.service';

export class SignInNoticeResponse {
  /** Null when the organization has none. @example 'This system may be monitored.' */
  text!: string | null;
  /** When it was acknowledged in this session. */
  acknowledgedAt!: string | null;
}

export function toSignInNoticeResponse({ text, acknowledgedAt }: SignInNotice): SignInNoticeResponse {
  return { text, acknowledgedAt: acknowledgedAt?.toISOString() ?? null };
}
