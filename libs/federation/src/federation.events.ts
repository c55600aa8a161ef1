import { auditKind } from '@divan/audit';
import { z } from 'zod';

/** What an auditor sees of a provider: never a secret, never a key. */
const provider = z.object({
  kind: z.enum(['oidc', 'saml']),
  name: z.string(),
  issuer: z.string(),
  settings: z.record(z.string(), z.unknown()),
  domains: z.array(z.string()),
  groupsClaim: z.string().nullable(),
  roleMapping: z.array(z.object({ group: z.string(), roleId: z.string() })),
  defaultRoles: z.array(z.string()),
  jit: z.boolean(),
  phishingResistant: z.boolean(),
  enabled: z.boolean(),
});
export type AuditedProvider = z.infer<typeof provider>;

export const providerAdded = auditKind('federation.provider-added', 1, provider);
export const providerChanged = auditKind(
  'federation.provider-changed',
  1,
  z.object({ before: provider, after: provider, secretChanged: z.boolean() }),
);
export const providerRemoved = auditKind('federation.provider-removed', 1, provider);
export const providerChangeRefused = auditKind('federation.provider-change-refused', 1, z.object({ code: z.string() }));
export const domainChecked = auditKind(
  'federation.domain-checked',
  1,
  z.object({ domain: z.string(), verified: z.boolean() }),
);
export const providerTested = auditKind('federation.provider-tested', 1, z.object({ ok: z.boolean() }));

export const identityLinked = auditKind('federation.identity-linked', 1, z.object({ providerId: z.string() }));
export const identitiesUnlinked = auditKind(
  'federation.identities-unlinked',
  1,
  z.object({ providerIds: z.array(z.string()) }),
);
/** A rule of accounts, such as the last administrator's, outweighed the groups of a provider. */
export const rolesKept = auditKind('federation.roles-kept', 1, z.object({ code: z.string() }));
/** At most once a minute for each reason and address; the others of that minute are counted in the next one. */
export const signOnRefused = auditKind(
  'federation.sign-on-refused',
  2,
  z.object({ code: z.string(), repetitions: z.number().int() }),
);

export const scimUserCreated = auditKind('federation.scim-user-created', 1, z.object({ state: z.string() }));
export const scimUserChanged = auditKind('federation.scim-user-changed', 1, z.object({ fields: z.array(z.string()) }));
export const scimUserRemoved = auditKind('federation.scim-user-removed', 1, z.object({}));
export const scimGroupCreated = auditKind(
  'federation.scim-group-created',
  1,
  z.object({ name: z.string(), memberIds: z.array(z.string()) }),
);
export const scimGroupChanged = auditKind(
  'federation.scim-group-changed',
  1,
  z.object({ name: z.string(), added: z.array(z.string()), removed: z.array(z.string()) }),
);
export const scimGroupRemoved = auditKind('federation.scim-group-removed', 1, z.object({ name: z.string() }));
export const scimRefused = auditKind('federation.scim-refused', 1, z.object({ code: z.string() }));
