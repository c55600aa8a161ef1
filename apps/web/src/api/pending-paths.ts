type Answers<Methods extends string> = { [Method in Methods]: unknown };

/** Routes that are being added: gone from here as soon as the generated document has them. */
export interface PendingPaths {
  '/v1/auth/passkey-options': Answers<'post'>;
  '/v1/auth/passkey': Answers<'post'>;
  '/v1/auth/passkey-enrolment': Answers<'post'>;
  '/v1/auth/passkey-enrolment/confirm': Answers<'post'>;
  '/v1/me/passkeys': Answers<'get' | 'post'>;
  '/v1/me/passkeys/options': Answers<'post'>;
  '/v1/me/passkeys/{id}': Answers<'patch' | 'delete'>;
  '/v1/auth/step-up': Answers<'post'>;
  '/v1/auth/step-up/passkey-options': Answers<'post'>;
  '/v1/me/password': Answers<'post'>;
  '/v1/auth/password-resets': Answers<'post'>;
  '/v1/auth/password-resets/{token}': Answers<'get' | 'post'>;
  '/v1/me/totp': Answers<'post'>;
  '/v1/me/totp/confirm': Answers<'post'>;
  '/v1/me/recovery-codes': Answers<'post'>;
  '/v1/me/security': Answers<'get'>;
  '/v1/auth/sessions': Answers<'get' | 'delete'>;
  '/v1/me/sign-in-notice': Answers<'get'>;
  '/v1/me/sign-in-notice/acknowledgement': Answers<'post'>;
  '/v1/auth/switch': Answers<'post'>;
  '/v1/me/organizations': Answers<'get'>;
  '/v1/auth/sso': Answers<'post'>;
  '/v1/auth/sso/{providerId}': Answers<'post'>;
  '/v1/auth/sso/complete': Answers<'post'>;
}
