type Answers<Methods extends string> = { [Method in Methods]: unknown };

/** Routes of the settings that are being added: gone from here as soon as the generated document has them. */
export interface PendingAdminPaths {
  '/v1/roles': Answers<'get' | 'post'>;
  '/v1/roles/{id}': Answers<'patch' | 'delete'>;
  '/v1/teams/{id}': Answers<'patch' | 'delete'>;
  '/v1/invitations': Answers<'get' | 'post'>;
  '/v1/invitations/{id}': Answers<'delete'>;
  '/v1/access-review': Answers<'get'>;
  '/v1/access-review/export': Answers<'get'>;
  '/v1/ownership-transfers': Answers<'post'>;
  '/v1/members/{id}/sessions': Answers<'delete'>;
  '/v1/sessions': Answers<'delete'>;
  '/v1/organization': Answers<'get' | 'patch'>;
  '/v1/organization/setup-done': Answers<'post'>;
  '/v1/security-overview': Answers<'get'>;
  '/v1/security-policy': Answers<'get' | 'patch'>;
  '/v1/service-members': Answers<'get' | 'post'>;
  '/v1/service-members/{id}': Answers<'patch' | 'delete'>;
  '/v1/api-keys': Answers<'get' | 'post'>;
  '/v1/api-keys/{id}': Answers<'delete'>;
  '/v1/api-keys/{id}/rotations': Answers<'post'>;
  '/v1/identity-providers': Answers<'get' | 'post'>;
  '/v1/identity-providers/{id}': Answers<'get' | 'patch' | 'delete'>;
  '/v1/identity-providers/{id}/domains/{name}/verify': Answers<'post'>;
  '/v1/identity-providers/{id}/test': Answers<'post'>;
}
