type Answers<Methods extends string> = { [Method in Methods]: unknown };

/** Routes of the settings that are being added: gone from here as soon as the generated document has them. */
export interface PendingAdminPaths {
  '/v1/access-review': Answers<'get'>;
  '/v1/access-review/export': Answers<'get'>;
  '/v1/security-overview': Answers<'get'>;
}
